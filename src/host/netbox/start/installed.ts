/** Modules that are there beside NetBox wherever it runs: Python's own, and those of what NetBox itself requires. */

/** Top-level modules of Python 3.8 to 3.13 (`sys.stdlib_module_names`), those that later versions left out included. */
const STANDARD = `
__future__ __main__ abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii binhex bisect
builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall concurrent configparser
contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest
dummy_threading email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch formatter fractions ftplib functools
gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect
io ipaddress itertools json keyword lib2to3 linecache locale logging lzma macpath mailbox mailcap marshal math mimetypes mmap
modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev
parser pathlib pdb pickle pickletools pip pipes pkg_resources pkgutil platform plistlib poplib posix posixpath pprint profile pstats
pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched secrets
select selectors setuptools shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile
sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symbol symtable sys sysconfig syslog tabnanny
tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty
turtle turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref
xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
`;

/** Top-level modules of what NetBox 2.8 to 4.7 requires, and of what that requires: taken together over the releases. */
const REQUIRED = `
MySQLdb PIL OpenSSL Crypto Cryptodome aniso8601 asgiref attr attrs babel backports backrefs bleach boto3 botocore cacheops certifi cffi
chardet charset_normalizer click colorama corsheaders coreapi coreschema cross_web cryptography dateutil debug_toolbar deepmerge
defusedxml django django_filters django_htmx django_js_asset django_pg_utils django_pglocks django_prometheus django_redis django_rich
django_rq django_tables2 drf_spectacular drf_spectacular_sidecar drf_yasg dulwich feedparser feedparser_sgmllib
funcy ghp_import graphene graphene_django graphiql_debug_toolbar graphql graphql_relay griffe gunicorn html5lib idna importlib_metadata
importlib_resources inflection itypes jinja2 jose js_asset jsonschema jsonschema_specifications jwt ldap lxml markdown markdown_include
markdown_it markupsafe material materialx mdurl mergedeep mkdocs mkdocs_autorefs mkdocs_get_deps mkdocstrings mkdocstrings_handlers
mptt netaddr nh3 oauthlib odf onelogin openid openpyxl packaging paginate pathspec platformdirs prometheus_client promise psycopg
psycopg2 psycopg_binary psycopg_c psycopg_pool pycparser pygments pymdownx pyparsing pyrsistent pytz redis referencing requests
requests_oauthlib rest_framework rich rpds rq ruamel rx sample_taggit sentry_sdk sgmllib singledispatch six social_core social_django
sorl sqlparse storages strawberry strawberry_django svgwrite swagger_spec_validator tablib taggit taggit_serializer text_unidecode
timezone_field tomli typing_extensions tzdata tzlocal uritemplate urllib3 uwsgi watchdog webencodings wheel wrapt xlrd xlwt yaml
yaml_env_tag zensical zipp
`;

let names: ReadonlySet<string> | undefined;

/** Whether a top-level module may be there without the package asking for it. */
export function isWithNetBox(top: string): boolean {
  names ??= new Set(`${STANDARD} ${REQUIRED}`.split(/\s+/));
  return top.startsWith('_') || names.has(top);
}
