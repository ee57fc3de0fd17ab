"""CPython's own trees in a canonical text, for comparison with ours.

Reads JSON lines from standard input, each {"path": …} or {"source": base64}, with "full": true when the text itself is wanted.
Writes a JSON line for each: whether ast.parse took it, why not, the text's SHA-256, and how long ast.parse alone took.
Nothing of the sources is executed.
"""

import ast
import base64
import hashlib
import json
import struct
import sys
import threading
import time
import warnings

# Of no interest here, or (kind) written with the constant.
SKIPPED = {"type_comment", "type_ignores", "kind"}
NAMED = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
NAMES = {"type": "exc"}
TYPE_PARAMETERS = {"TypeVar", "ParamSpec", "TypeVarTuple"}


def double(value):
    return struct.pack(">d", value).hex()


def constant(value):
    if value is None:
        return "none"
    if value is Ellipsis:
        return "ellipsis"
    if isinstance(value, bool):
        return "bool:" + ("true" if value else "false")
    if isinstance(value, str):
        return "str:" + json.dumps(value)
    if isinstance(value, bytes):
        return "bytes:" + value.hex()
    if isinstance(value, int):
        return "int:%x" % value
    if isinstance(value, float):
        return "float:" + double(value)
    return "complex:" + double(value.imag)


FIELDS = {}


def fields(node):
    kind = type(node)
    found = FIELDS.get(kind)
    if found is None:
        names = [name for name in kind._fields if name not in SKIPPED]
        if kind.__name__ in TYPE_PARAMETERS and "default_value" not in names:
            names.append("default_value")
        found = FIELDS[kind] = sorted((NAMES.get(name, name) if kind is ast.ExceptHandler else name, name) for name in names)
    return found


def write(label, node, out):
    position = ""
    if hasattr(node, "end_lineno"):
        position = " %d:%d-%d:%d" % (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)
    kind = type(node).__name__
    out.append(label + " " + kind + position)
    if kind == "Constant":
        out.append("value=" + constant(node.value) + (" u" if node.kind else ""))
        return
    if kind == "MatchSingleton":
        out.append("value=" + constant(node.value))
        return
    for name, attribute in fields(node):
        value = getattr(node, attribute, None)
        if label == "format_spec" and sys.version_info < (3, 13):
            # 3.12 leaves empty constants in formats, which 3.13 does not.
            value = [item for item in value if getattr(item, "value", None) != ""]
        if isinstance(value, list):
            out.append("%s[%d]" % (name, len(value)))
            for item in value:
                write_value("-", item, out)
        else:
            write_value(name, value, out)


def write_value(name, value, out):
    if value is None:
        out.append(name + "=null")
    elif isinstance(value, str):
        out.append(name + "=" + json.dumps(value))
    elif isinstance(value, int):
        out.append("%s=%d" % (name, value))
    elif isinstance(value, NAMED):
        out.append(name + "=" + type(value).__name__)
    else:
        write(name, value, out)


def answer(request):
    if "path" in request:
        with open(request["path"], "rb") as file:
            source = file.read()
    else:
        source = base64.b64decode(request["source"])
    began = time.perf_counter()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return {"ok": False, "message": str(error), "seconds": time.perf_counter() - began}
    seconds = time.perf_counter() - began
    out = []
    write("tree", tree, out)
    text = "\n".join(out)
    result = {"ok": True, "seconds": seconds, "sha256": hashlib.sha256(text.encode("ascii")).hexdigest()}
    if request.get("full"):
        result["text"] = text
    return result


def main():
    warnings.simplefilter("ignore")
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(4300)
    print(json.dumps({"version": list(sys.version_info[:3])}))
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))))


sys.setrecursionlimit(20000)
threading.stack_size(512 * 1024 * 1024)
thread = threading.Thread(target=main)
thread.start()
thread.join()
