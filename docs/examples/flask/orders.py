"""An API that takes a realm's access tokens: FLASK_APP=orders:create_app ISSUER=https://auth.example.org/realms/shop flask run"""

import os
from typing import Any

import jwt
from flask import Flask, abort, jsonify, request


def create_app(issuer: str | None = None) -> Flask:
    issuer = issuer or os.environ["ISSUER"]
    keys = jwt.PyJWKClient(f"{issuer}/protocol/openid-connect/certs")
    app = Flask(__name__)

    def caller() -> dict[str, Any]:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            key = keys.get_signing_key_from_jwt(token)
            return jwt.decode(token, key, ["RS256"], audience="orders", issuer=issuer, options={"require": ["exp", "sub"]})
        except jwt.PyJWTError:
            abort(401)

    @app.get("/orders")
    def orders() -> Any:
        claims = caller()
        if "customer" not in claims.get("realm_access", {}).get("roles", []):
            abort(403)
        return jsonify({"of": claims["preferred_username"]})

    return app
