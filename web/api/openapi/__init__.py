"""What the API says of itself: the OpenAPI document, and what the page of the API is made of."""
