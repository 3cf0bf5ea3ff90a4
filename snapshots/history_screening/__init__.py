"""Which readings are not the policy, judged by the captures around them; start at `other_documents.py`."""
