// What scripts/axe, scripts/preview-test and scripts/screenshots share: sites, mails and previews made by Postrider, shown in a
// headless Chromium. The two packages that it needs are installed below target/; nothing else is fetched.
'use strict';

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');

const ROOT = path.resolve(__dirname, '..');
const TARGET = path.resolve(ROOT, process.env.CARGO_TARGET_DIR || 'target');
const TOOLS = path.join(TARGET, 'browser-tools');
const PACKAGES = ['axe-core@4.14.1', 'playwright-core@1.65.1'];
// scripts/test takes this exit status for "not run".
const NOT_RUN = 77;
// The strictest policy that a page with a style sheet of its own can live under.
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const EMPTY = 'data:image/gif;base64,R0lGODlhAQABAAAAACw=';

function notRun(why) {
  console.error(`not run: ${why}`);
  process.exit(NOT_RUN);
}

function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH || '').split(path.delimiter);
  const paths = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const given = process.env.POSTRIDER_TEST_CHROMIUM;
  const found = (given ? [given] : paths).find((file) => fs.existsSync(file));
  return found || notRun('no Chromium is installed (POSTRIDER_TEST_CHROMIUM may name one)');
}

function loadTools() {
  const isThere = PACKAGES.every((name) => {
    const [folder, version] = name.split('@');
    const file = path.join(TOOLS, 'node_modules', folder, 'package.json');
    return fs.existsSync(file) && JSON.parse(fs.readFileSync(file, 'utf8')).version === version;
  });
  if (!isThere) {
    fs.mkdirSync(TOOLS, { recursive: true });
    fs.writeFileSync(path.join(TOOLS, 'package.json'), '{"private": true}\n');
    const options = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...PACKAGES];
    const npm = spawnSync('npm', options, { cwd: TOOLS, encoding: 'utf8' });
    if (npm.status !== 0) notRun(`npm could not install ${PACKAGES.join(' and ')}: ${npm.stderr || npm.error}`);
  }
  const load = (name) => require(path.join(TOOLS, 'node_modules', name));
  return { axe: load('axe-core'), chromium: load('playwright-core').chromium };
}

function findPostrider(profile = 'debug') {
  const args = ['build', '--locked', '--quiet', ...(profile === 'release' ? ['--release'] : [])];
  const cargo = spawnSync('cargo', args, { cwd: ROOT, stdio: 'inherit' });
  if (cargo.status !== 0) throw new Error('cargo build failed');
  return path.join(TARGET, profile, 'postrider');
}

/** A folder that is gone when the process ends. */
function makeFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'postrider-browser-'));
  process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds the site in `folder`, or publishes it; returns its public folder. */
function build(folder, command = 'build') {
  const run = spawnSync(findPostrider(), [command], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`postrider ${command} ended with ${run.status}:\n${run.stderr}`);
  return path.join(folder, 'public');
}

/** A copy of the repository's own site, of which nothing was sent. */
function copyUnsent() {
  const folder = makeFolder();
  for (const name of ['content', 'postrider.yaml', 'subscribers.csv']) {
    fs.cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  for (const name of ['newsletters.json', 'issues']) {
    fs.rmSync(path.join(folder, 'content/.postrider', name), { recursive: true, force: true });
  }
  return folder;
}

/** The repository's own site with a sent issue, in a folder of its own. */
function buildOwnSite() {
  return build(copyUnsent(), 'publish');
}

/** The first mail of the repository's own newsletter by one of the built-in templates, as HTML, and the folder of its pictures. */
function mailOwnSite(template) {
  const folder = copyUnsent();
  const config = fs.readFileSync(path.join(folder, 'postrider.yaml'), 'utf8');
  fs.writeFileSync(path.join(folder, 'postrider.yaml'), config.replace('content: summary', `template: ${template}`));
  return { html: mail(folder, 'letter'), assets: path.join(folder, 'content') };
}

/** Sends the next issue of a newsletter of the site in `folder` into its outbox; returns the HTML of the first mail. */
function mail(folder, newsletter) {
  const run = spawnSync(findPostrider(), ['send', newsletter, '--yes'], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`postrider send ended with ${run.status}:\n${run.stderr}`);
  const outbox = path.join(folder, 'outbox');
  const message = fs.readFileSync(path.join(outbox, fs.readdirSync(outbox).sort()[0]), 'latin1');
  const [, boundary] = message.match(/boundary="([^"]+)"/);
  const part = message.split(`--${boundary}`).find((text) => /^\s*Content-Type: text\/html/i.test(text));
  const encoded = part.slice(part.indexOf('\r\n\r\n') + 4).replace(/=\r\n/g, '');
  const bytes = encoded.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Opens a mail; its pictures come from the folder `assets`, and nothing leaves this machine. */
async function openMail(page, html, assets) {
  await page.route('**/*', (route) => {
    const { protocol, pathname } = new URL(route.request().url());
    const file = path.join(assets, path.normalize(decodeURIComponent(pathname)));
    const isThere = protocol === 'https:' && file.startsWith(assets + path.sep) && fs.existsSync(file);
    return isThere ? route.fulfill({ path: file }) : route.abort();
  });
  await page.setContent(html, { waitUntil: 'load' });
}

/** Serves the HTML of `folder` on a free port of loopback, under a strict policy. */
function serve(folder) {
  const server = http.createServer((request, response) => {
    const file = path.join(folder, path.normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname)));
    if (!file.startsWith(folder + path.sep) || !file.endsWith('.html') || !fs.existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': POLICY });
    // The pictures of an issue lie on the site itself, which is not here.
    response.end(fs.readFileSync(file, 'utf8').replace(/(<img[^>]*) src="[^"]*"/g, `$1 src="${EMPTY}"`));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve({ server, url: `http://127.0.0.1:${server.address().port}` }));
  });
}

/** The repository's own site in a folder of its own, its subscribers in a store. */
function copyOwnSite() {
  const folder = copyUnsent();
  const run = spawnSync(findPostrider(), ['subscribers', 'import', 'subscribers.csv'], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`postrider subscribers import ended with ${run.status}:\n${run.stderr}`);
  return folder;
}

/** Starts `postrider preview` in `folder`; its address is its first line. */
function preview(folder, profile = 'debug') {
  const child = spawn(findPostrider(profile), ['preview'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  process.on('exit', () => child.kill());
  return new Promise((resolve, reject) => {
    child.stdout.once('data', (line) => resolve({ child, url: String(line).split('\n')[0].replace(/\/$/, '') }));
    child.once('exit', (status) => reject(new Error(`postrider preview ended with ${status}`)));
  });
}

function launch(chromium) {
  const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  // As root, Chromium has no sandbox; these pages are our own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet;
  return chromium.launch({ executablePath: findChromium(), args });
}

module.exports = { ROOT, build, buildOwnSite, copyOwnSite, launch, loadTools, mail, mailOwnSite, makeFolder, openMail, preview, serve };
