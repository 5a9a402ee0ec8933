"""HTTP itself: the call, forms, cookies, CORS, errors to responses, routing, the access log."""
