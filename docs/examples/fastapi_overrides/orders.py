"""An API whose issuer is a dependency, so that a test can put another one in its place: ISSUER=… uvicorn orders:app"""

import os
from functools import cache
from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
bearer = HTTPBearer()


def issuer() -> str:
    return os.environ["ISSUER"]


@cache
def keys(issuer: str) -> jwt.PyJWKClient:
    return jwt.PyJWKClient(f"{issuer}/protocol/openid-connect/certs")


def caller(sent: Annotated[HTTPAuthorizationCredentials, Depends(bearer)], issuer: Annotated[str, Depends(issuer)]) -> dict[str, Any]:
    try:
        key = keys(issuer).get_signing_key_from_jwt(sent.credentials)
        return jwt.decode(sent.credentials, key, ["RS256"], audience="orders", issuer=issuer)
    except jwt.PyJWTError as error:
        raise HTTPException(401, str(error)) from error


@app.get("/orders")
def orders(claims: Annotated[dict[str, Any], Depends(caller)]) -> dict[str, str]:
    return {"of": claims["preferred_username"]}
