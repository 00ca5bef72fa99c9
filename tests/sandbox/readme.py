"""Runs the snippets of the crate's README as a reader would: in order, in one directory, each in its language.

SANDBOX names the program. The port in the README may be taken, so a free one is put in its place.
"""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

README = pathlib.Path(__file__).parents[2] / "crates/pay2328-sandbox/README.md"
PORT = "127.0.0.1:2328"
# What each snippet prints if it does what it is for.
PRINTS = {
    "sh": r'"state":0,"result":.*"status":"paid"',
    "php": r"^Send the customer to http://127\.0\.0\.1:\d+/checkout/[0-9a-f-]{36}$",
    "python": r"^[0-9a-f-]{36} pending$",
}
RUN = {"sh": ["bash", "-euo", "pipefail"], "php": ["php"], "python": [sys.executable]}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


def wait(address, environment):
    host, port = address.split(":")
    for _ in range(100):
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            if environment.exists():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise SystemExit("the sandbox of the README did not start")


def main():
    address = free_port()
    text = README.read_text(encoding="utf-8").replace(PORT, address)
    blocks = re.findall(r"^```(sh|php|python)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert {language for language, _ in blocks} == set(RUN), "a language is missing from the README"
    setup = [code for _, code in blocks if "--listen" in code]
    assert len(setup) == 1, "one snippet starts the sandbox"
    with tempfile.TemporaryDirectory() as directory:
        binaries = pathlib.Path(directory, "bin")
        binaries.mkdir()
        shutil.copy(os.environ["SANDBOX"], binaries / "pay2328-sandbox")
        environment = {**os.environ, "PATH": f"{binaries}:{os.environ['PATH']}"}
        # The first snippet starts the program in the background and sets what the others use.
        script = f"{setup[0]}\nenv -0 > unfinished\nmv unfinished environment\nwait\n"
        sandbox = subprocess.Popen(
            ["bash", "-c", script], cwd=directory, env=environment, stdout=subprocess.DEVNULL, start_new_session=True
        )
        try:
            wait(address, pathlib.Path(directory, "environment"))
            exported = pathlib.Path(directory, "environment").read_text(encoding="utf-8").split("\0")
            environment = dict(line.split("=", 1) for line in exported if line)
            for number, (language, code) in enumerate(blocks):
                if code in setup or "cargo " in code:
                    continue
                file = pathlib.Path(directory, f"snippet{number}.{language}")
                file.write_text(code, encoding="utf-8")
                done = subprocess.run(
                    [*RUN[language], file], cwd=directory, env=environment, capture_output=True, text=True, timeout=60
                )
                print(f"README snippet {number + 1} ({language}): {done.stdout.strip()[:100]}")
                if done.returncode != 0 or not re.search(PRINTS[language], done.stdout.strip(), re.DOTALL):
                    raise SystemExit(f"it failed:\n{code}\n{done.stdout}{done.stderr}")
        finally:
            os.killpg(sandbox.pid, signal.SIGTERM)
            sandbox.wait(timeout=10)


if __name__ == "__main__":
    main()
