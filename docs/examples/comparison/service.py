"""What is tested, by all four in the same way: an API that takes access tokens, and a site with a login. Both know the issuer alone."""

import contextlib
import secrets
import threading
from urllib.parse import urlencode

import jwt
import requests
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.routing import Route

CLIENT = {"client_id": "web", "client_secret": "web-secret"}


def create(issuer):
    def endpoint(name):
        return requests.get(f"{issuer}/.well-known/openid-configuration", timeout=8).json()[name]

    def claims(token, audience):
        try:
            key = jwt.PyJWKClient(endpoint("jwks_uri"), timeout=8).get_signing_key_from_jwt(token)
            return jwt.decode(token, key, ["RS256"], audience=audience, issuer=issuer, options={"require": ["exp", "sub"]})
        except (requests.RequestException, jwt.PyJWKClientConnectionError) as error:
            raise HTTPException(503, "cannot check tokens now") from error
        except jwt.PyJWTError as error:
            raise HTTPException(401, str(error)) from error

    def orders(request):
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return JSONResponse({"of": claims(token, "orders")["preferred_username"]})

    def login(request):
        drawn = {"state": secrets.token_hex(), "nonce": secrets.token_hex()}
        back = str(request.url_for("callback"))
        asked = {"client_id": "web", "response_type": "code", "scope": "openid", "redirect_uri": back, **drawn}
        answer = RedirectResponse(f"{endpoint('authorization_endpoint')}?{urlencode(asked)}")
        answer.set_cookie("login", "/".join(drawn.values()))
        return answer

    def callback(request):
        state, nonce = request.cookies["login"].split("/")
        if request.query_params["state"] != state:
            raise HTTPException(400, "not your login")
        back = str(request.url_for("callback"))
        form = {"grant_type": "authorization_code", "code": request.query_params["code"], "redirect_uri": back, **CLIENT}
        told = claims(requests.post(endpoint("token_endpoint"), form, timeout=8).json()["id_token"], "web")
        if told["nonce"] != nonce:
            raise HTTPException(400, "not your login")
        return PlainTextResponse(f"Hello {told['preferred_username']}")

    return Starlette(routes=[Route("/orders", orders), Route("/login", login), Route("/callback", callback, name="callback")])


@contextlib.contextmanager
def served(app):
    """The site on a port, for a browser: its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    listening = threading.Event()
    startup = server.startup

    async def start(sockets=None):
        await startup(sockets)
        listening.set()

    server.startup = start
    thread = threading.Thread(target=server.run)
    thread.start()
    listening.wait(10)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
