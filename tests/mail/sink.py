"""A mail server that keeps what it gets."""

import email
import email.policy
import socketserver

from tests.support import serve


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs to leave a message."""

    def handle(self):
        self.say("220 ready")
        mail = {}
        for raw in self.rfile:
            line = raw.decode().strip()
            verb = line.upper()
            if verb.startswith("EHLO"):
                self.say("250-here\r\n250 AUTH PLAIN")
            elif verb.startswith("AUTH"):
                mail["auth"] = line
                self.say("235 welcome")
            elif verb.startswith("MAIL"):
                mail["from"] = line[10:].split()[0]
                self.say("250 ok")
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                    lines.append(part.removeprefix(b"."))
                mail["message"] = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                self.server.mails.append(mail)
                self.say("250 ok")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


class Sink:
    """Listens while it is entered; ``mails`` is what came, each with its ``message``."""

    def __enter__(self):
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
        self.server.daemon_threads = True
        self.mails = self.server.mails = []
        self.port = self.server.server_address[1]
        serve(self.server)
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
