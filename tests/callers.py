"""Who calls the JSON API."""

from __future__ import annotations

from creditbank.services import tokens


class Caller:
    """A client with one bearer token, and a fresh key for each POST."""

    def __init__(self, client, token):
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"}
        self.count = 0

    def get(self, path, **query):
        return self.client.get(
            f"/api/v1/{path}", headers=self.headers, query_string=query
        )

    def post(self, path, json=None, key=None, **more):
        self.count += 1
        headers = {**self.headers, "Idempotency-Key": key or f"k{self.count}"}
        return self.client.post(f"/api/v1/{path}", json=json, headers=headers, **more)


def caller(client, world, actor, **more) -> Caller:
    return Caller(
        client, tokens.create_token("t", days=1, actor=actor, world=world, **more)
    )
