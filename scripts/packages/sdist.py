"""Downloads source distributions byte for byte.

usage: sdist.py TARGET < LIST        LIST: one "name<TAB>file name" a line

`pip download` of a source distribution asks its build backend for metadata, that is, it runs the package's code.
Here pip only looks up the address (so its configured indexes apply) and opens the connection.
Prints one "file name<TAB>ok" or "file name<TAB>why not" a line.
"""

import pathlib
import sys

from pip._internal.commands.download import DownloadCommand


def fetch(session, finder, name, file, target):
    links = (candidate.link for candidate in finder.find_all_candidates(name))
    link = next((link for link in links if link.filename == file), None)
    if link is None:
        return "the index has no such file"
    response = session.get(link.url.split("#")[0], headers={"Accept-Encoding": "identity"})
    if response.status_code != 200:
        return f"the index answered {response.status_code}"
    (target / file).write_bytes(response.content)
    return "ok"


def main(target):
    command = DownloadCommand("download", "")
    options, _ = command.parse_args(["--no-deps", "--no-binary=:all:", "--quiet", "--retries=1", "--timeout=20"])
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(options=options, session=session, ignore_requires_python=True)
        for line in sys.stdin:
            name, file = line.rstrip("\n").split("\t")
            try:
                outcome = fetch(session, finder, name, file, target)
            except Exception as error:  # whatever the network or the index does: the caller counts it as not to be had
                outcome = f"{type(error).__name__}: {error}".splitlines()[0]
            print(file, outcome, sep="\t", flush=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
