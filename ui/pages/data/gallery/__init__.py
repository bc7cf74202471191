"""The photographs themselves: many as thumbnails, one large."""
