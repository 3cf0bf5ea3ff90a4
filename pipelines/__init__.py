"""What happens to a snapshot on its way in: preserved, decoded, screened, cleaned, compared."""
