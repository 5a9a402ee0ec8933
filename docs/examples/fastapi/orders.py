"""An API that takes a realm's access tokens: ISSUER=https://auth.example.org/realms/shop uvicorn --factory orders:create_app"""

import os
from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

bearer = HTTPBearer(auto_error=False)


def create_app(issuer: str | None = None) -> FastAPI:
    issuer = issuer or os.environ["ISSUER"]
    keys = jwt.PyJWKClient(f"{issuer}/protocol/openid-connect/certs")
    app = FastAPI()

    def caller(sent: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> dict[str, Any]:
        try:
            token = sent.credentials if sent else ""
            key = keys.get_signing_key_from_jwt(token)
            return jwt.decode(token, key, ["RS256"], audience="orders", issuer=issuer, options={"require": ["exp", "sub"]})
        except jwt.PyJWTError as error:
            raise HTTPException(401, str(error), {"WWW-Authenticate": "Bearer"}) from error

    @app.get("/orders")
    def orders(claims: Annotated[dict[str, Any], Depends(caller)]) -> dict[str, str]:
        if "customer" not in claims.get("realm_access", {}).get("roles", []):
            raise HTTPException(403, "customers only")
        return {"of": claims["preferred_username"]}

    return app
