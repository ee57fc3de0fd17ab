/** Which settings hold secrets, by their names. */

const SECRET =
  /(?:^|[_.-])(?:token|password|passwd|passphrase|pass|secret|api_?key|private_?key|secret_?key|access_?key|auth_?key|encryption_?key|signing_?key|credential|psk)s?$/;

/** Whether a setting of this name holds a secret: the last word says what it is, so `token_lifetime` holds none. */
export function isSecretName(name: string): boolean {
  const snake = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return SECRET.test(snake);
}
