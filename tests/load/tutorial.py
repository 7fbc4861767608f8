"""What we compare with: the broadcast of the FastAPI tutorial, written plainly and served by plain uvicorn.

``python -m tests.load.tutorial PORT BYTES``: every line on stdin sends one frame to all, of BYTES or as many as the line says.
"""

import asyncio
import sys
import time

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect


class ConnectionManager:
    """As the tutorial has it."""

    def __init__(self) -> None:
        self.active_connections: list[WebSocket] = []

    async def connect(self, websocket: WebSocket) -> None:
        await websocket.accept()
        self.active_connections.append(websocket)

    def disconnect(self, websocket: WebSocket) -> None:
        self.active_connections.remove(websocket)

    async def broadcast(self, message: str) -> None:
        for connection in self.active_connections:
            await connection.send_text(message)


app = FastAPI()
manager = ConnectionManager()


@app.websocket("/stream")
async def stream(websocket: WebSocket) -> None:
    await manager.connect(websocket)
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        manager.disconnect(websocket)


async def serve(port: int, size: int) -> None:
    # Compression off for everybody: uvicorn turns it on, and it would not be a fair comparison.
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", access_log=False, ws_per_message_deflate=False
    )
    server = uvicorn.Server(config)
    loop = asyncio.get_running_loop()
    keys = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(keys), sys.stdin)

    async def listen() -> None:
        while not server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        print("ready", flush=True)
        while line := await keys.readline():
            frame = "x" * int(line.strip() or size)
            began = time.monotonic_ns()
            await manager.broadcast(frame)
            print(f"sent {(time.monotonic_ns() - began) // 1000}", flush=True)
        server.should_exit = True

    listening = asyncio.create_task(listen())
    await server.serve()
    await listening


if __name__ == "__main__":
    port, size = map(int, sys.argv[1:])
    with asyncio.Runner(
        loop_factory=uvicorn.Config(app).get_loop_factory()
    ) as runner:  # uvloop, where there is one
        runner.run(serve(port, size))
