// What the native side gave (README.md has the table). Set once, before anything else of the prelude runs.
export let host;

export function setHost(given) {
  host = given;
}
