/** What the package does to the world outside of NetBox: network, processes, files. */
import { alternativesOf, stringOf } from '../program/index.ts';
import { isFileInside } from './inspected.ts';
import type { CallEffect, Value } from '../program/index.ts';
import type { Inspected } from './inspected.ts';
import type { InspectedPlugin, Reached } from './schema.ts';

type Kind = keyof InspectedPlugin['reach'];

/** Libraries whose calls talk to other machines. */
const NETWORK =
  /^(requests|httpx|aiohttp|urllib3|urllib\.request|http\.client|smtplib|ftplib|telnetlib|poplib|imaplib|nntplib|xmlrpc\.client|paramiko|netmiko|napalm|scrapli\w*|asyncssh|ncclient|ldap3?|pysnmp|puresnmp|websockets?|grpc|pynetbox|boto3|botocore|pymongo|kafka|pika|hvac|slack_sdk|proxmoxer|dulwich|git|jenkins|zeep|suds|pyVim|pyzabbix|zabbix_utils|msal|azure|google\.cloud|openai|elasticsearch|influxdb\w*|consul|nornir\w*|jnpr|pyeapi|pygnmi|routeros_api|librouteros|openstack|kubernetes|docker)(\.|$)/;
const NETWORK_CALLS =
  /^(socket\.(socket|create_connection|create_server|getaddrinfo|gethostbyname|gethostbyname_ex|gethostbyaddr)|dns\.(resolver|query)\.\w+|asyncio\.(open_connection|start_server)|django\.core\.mail\.(send_mail|send_mass_mail|mail_admins|mail_managers|EmailMessage|EmailMultiAlternatives)|redis\.(Redis|StrictRedis|from_url))(\.|$)/;
const PROCESSES =
  /^(subprocess\.(run|call|check_call|check_output|Popen|getoutput|getstatusoutput)|os\.(system|popen|fork|forkpty|exec[lvpe]+|spawn[lvpe]+|posix_spawnp?|startfile|kill|killpg)|pty\.(spawn|fork)|multiprocessing\.(Process|Pool|pool\.\w+|get_context)|concurrent\.futures\.(process\.)?ProcessPoolExecutor|asyncio\.create_subprocess_(exec|shell)|pexpect\.\w+|sh\.\w+|fabric\.\w+|invoke\.run|ansible_runner\.\w+|plumbum\.\w+)(\.|$)/;
const FILES =
  /^(os\.(remove|unlink|rename|renames|replace|mkdir|makedirs|rmdir|removedirs|chmod|chown|symlink|link|truncate|mkfifo|write|utime)|shutil\.(copy|copy2|copyfile|copyfileobj|copymode|copystat|copytree|move|rmtree|make_archive|unpack_archive|chown)|tempfile\.(NamedTemporaryFile|TemporaryFile|TemporaryDirectory|SpooledTemporaryFile|mkstemp|mkdtemp)|django\.core\.files\.storage\.default_storage\.(save|delete|open)|sqlite3\.connect|logging\.(FileHandler|handlers\.\w*FileHandler))$/;
const OPENERS = /^(builtins\.open|io\.open|codecs\.open|gzip\.open|bz2\.open|lzma\.open|os\.fdopen)$/;
const PATHS = /^pathlib\.(Path|PosixPath|WindowsPath)\b/;
const PATH_WRITERS = /\.(write_text|write_bytes|mkdir|unlink|rename|replace|touch|rmdir|chmod|symlink_to|hardlink_to)$/;

/** Names in those libraries that only hold data: exceptions, codes, helpers. */
const HARMLESS =
  /\.(exceptions?|status_codes|codes|utils?|compat|types|structures|models|parse|logging|logger|\w*helpers)\.|(Error|Exception|Warning|Timeout|Retry|Auth|Adapter|Config|Options|_credentials|set_option)$/;

/** Calls that reach outside, with the phase in which they run, each place once. */
export function reachOf(inspected: Inspected): InspectedPlugin['reach'] {
  const out: Record<Kind, Reached[]> = { network: [], processes: [], files: [] };
  const seen = new Set<string>();
  for (const call of inspected.code.program.calls) {
    if (!isFileInside(inspected, call.at.file)) continue;
    const reached = reachedBy(call);
    if (!reached) continue;
    const { kind, what } = reached;
    const { file, line } = inspected.place(call.at);
    const key = `${kind}:${file}:${line}:${what}:${call.phase}`;
    if (seen.has(key)) continue;
    seen.add(key);
    out[kind].push({ what, phase: call.phase, file, line });
  }
  for (const list of Object.values(out)) list.sort(byPlace);
  return out;
}

function byPlace(a: Reached, b: Reached): number {
  const [left, right] = [a.file ?? '', b.file ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.what < b.what ? -1 : a.what > b.what ? 1 : 0);
}

/** Methods of texts, lists, dicts and responses: what is done with a result talks to nobody. */
const LOCAL =
  /\.(append|extend|items|keys|values|update|pop|sort|format|join|split|strip|lower|upper|replace|encode|decode|json|raise_for_status|disable_warnings|startswith|endswith)$/;

function reachedBy(call: CallEffect): { readonly kind: Kind; readonly what: string } | undefined {
  for (const callee of alternativesOf(call.callee)) {
    const what = rootedPath(callee);
    const kind = what === undefined ? undefined : kindOf(what, call);
    if (what !== undefined && kind) return { kind, what };
  }
  return undefined;
}

function kindOf(path: string, call: CallEffect): Kind | undefined {
  if (PROCESSES.test(path)) return 'processes';
  const harmless = HARMLESS.test(path) || LOCAL.test(path);
  if (!harmless && (NETWORK.test(path) || NETWORK_CALLS.test(path))) return 'network';
  if (FILES.test(path) || (PATHS.test(path) && PATH_WRITERS.test(path))) return 'files';
  if (OPENERS.test(path)) return writes(call.args[1] ?? call.keywords.get('mode')) ? 'files' : undefined;
  const opens = PATHS.test(path) && path.endsWith('.open');
  return opens && writes(call.args[0] ?? call.keywords.get('mode')) ? 'files' : undefined;
}

/** A mode that can change the file; without one it is read. */
function writes(mode: Value | undefined): boolean {
  const text = stringOf(mode);
  return text !== undefined && /[wax+]/.test(text);
}

/** Classes, and functions that give a client. */
const CLIENT =
  /\.(_*[A-Z]\w*|api|client|connect|connection|initialize|resource|session|get_network_driver|open|open_connection|from_url|login)$/;

/** The dotted path of what a callee was made from: `requests.Session.get` for a method of `requests.Session()`. */
function rootedPath(value: Value, depth = 8): string | undefined {
  if (depth === 0) return undefined;
  switch (value.kind) {
    case 'symbol':
      return value.path;
    case 'attribute': {
      const root = rootedPath(value.object, depth - 1);
      return root === undefined ? undefined : `${root}.${value.name}`;
    }
    case 'call': {
      // A client talks again; what an ordinary call gives is data.
      const made = rootedPath(value.callee, depth - 1);
      return made !== undefined && CLIENT.test(made) ? made : undefined;
    }
    case 'item':
      return rootedPath(value.object, depth - 1);
    case 'alternatives': {
      for (const one of value.values) {
        const root = rootedPath(one, depth - 1);
        if (root !== undefined) return root;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}
