/*
 * certs.mjs - certificates for any server name, made when first asked for.
 *
 * A sender reaches this receiver under genuine host names (libcurl's
 * connect_to), so it must see a chain that verifies for each of them.  All of
 * it lies in one folder: the CA is made once and kept, so that a worker that
 * trusts DIR/ca.pem goes on doing so after a restart.
 */
import {execFile} from 'node:child_process';
import {createHash, randomBytes} from 'node:crypto';
import {mkdir, mkdtemp, readFile, rename, rm, writeFile}
	from 'node:fs/promises';
import {join} from 'node:path';
import {createSecureContext} from 'node:tls';

/*
 * Fixed dates, so that a test may move the sender's clock by days or years.
 * `openssl ca` is the one command of OpenSSL 3.0 that takes them.
 */
const VALID = ['20200101000000Z', '20491231235959Z'];
const EXPIRED = ['20200101000000Z', '20210101000000Z'];
const FUTURE = ['20490101000000Z', '20491231235959Z'];

/* More than the 100 KiB that OpenSSL reads of a peer's chain. */
const CHAIN_COPIES = 400;

/* More names than this at once are made again from disk when needed. */
const CONTEXTS_MAX = 500;

/*
 * Everything OpenSSL's strict mode asks for.  A common name holds at most 64
 * characters and genuine host names have more, so the name stands in
 * subjectAltName only.
 */
const CONFIG = `
[req]
distinguished_name = dn
prompt = no
[dn]
O = Scripted receiver
[ca]
default_ca = signer
[signer]
database = $ENV::RECEIVER_WORK/index.txt
serial = $ENV::RECEIVER_WORK/serial
new_certs_dir = $ENV::RECEIVER_WORK
default_md = sha256
policy = any
unique_subject = no
[any]
organizationName = optional
commonName = optional
[root]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = $ENV::RECEIVER_SAN
`;

/*
 * What can be wrong with a certificate: one row a fault.  dates, san and
 * signer replace what a good leaf has.
 */
export const TLS_FAULTS = {
	expired: {dates: EXPIRED},
	not_yet_valid: {dates: FUTURE},
	wrong_host: {san: 'DNS:another-host.invalid'},
	self_signed: {signer: 'self'},
	wrong_ca: {signer: 'other-ca'},
	huge_chain: {copies: CHAIN_COPIES},
};

/*
 * openCerts(dir): the certificates kept in dir, with the CA made if need be.
 * Rejects with a plain message where openssl can't run.
 */
export async function openCerts(dir)
{
	await mkdir(join(dir, 'leaves'), {recursive: true, mode: 0o700});
	await writeFile(join(dir, 'openssl.cnf'), CONFIG);
	await makeRoot(dir, 'ca');
	await makeKey(dir, 'leaf', 'leaf');
	return new Certs(dir, await fingerprint(dir));
}

class Certs {
	constructor(dir, ca)
	{
		this.dir = dir;
		this.caPath = join(dir, 'ca.pem');
		this.ca = ca;
		this.contexts = new Map();
	}

	/*
	 * context(name, fault): a promise of the TLS context to show to a
	 * client that asks for name.  Callers that ask at the same time share
	 * one run of openssl; a failed one is forgotten, to be tried again.
	 */
	context(name, fault = null)
	{
		const key = `${fault ?? 'good'} ${name}`;
		let made = this.contexts.get(key);

		if (made === undefined) {
			made = this.#load(name, fault);
			made.catch(() => this.contexts.delete(key));
			this.contexts.set(key, made);
			this.#forgetOldest();
		}
		return made;
	}

	async #load(name, fault)
	{
		return createSecureContext(await this.pair(name, fault));
	}

	/* pair(name, fault): key and certificate in PEM, as {key, cert}. */
	async pair(name, fault = null)
	{
		const id = createHash('sha256').update(`${fault} ${name}`)
			.digest('hex').slice(0, 24);
		/* A new CA must not meet the leaves of the one before. */
		const path = join(this.dir, 'leaves', `${this.ca}-${id}.pem`);
		const key = await readFile(join(this.dir, 'leaf.key'));
		let cert = await readFile(path).catch(() => null);

		if (cert === null) {
			await makeLeaf(this.dir, path, name, TLS_FAULTS[fault]);
			cert = await readFile(path);
		}
		return {key, cert: cert + await this.#padding(fault)};
	}

	/* What follows the leaf: nothing, for a chain as it should be. */
	async #padding(fault)
	{
		const copies = TLS_FAULTS[fault]?.copies ?? 0;

		return copies === 0 ? '' :
			(await readFile(this.caPath, 'utf8')).repeat(copies);
	}

	#forgetOldest()
	{
		if (this.contexts.size > CONTEXTS_MAX)
			this.contexts.delete(this.contexts.keys().next().value);
	}
}

/* subjectAltName's value; the name goes into a file that openssl parses. */
export function subjectAltName(name)
{
	if (name === 'localhost')
		return 'DNS:localhost,IP:127.0.0.1,IP:::1';
	if (!/^[a-z0-9_](?:[a-z0-9._-]{0,251}[a-z0-9_])?$/i.test(name))
		throw new Error('not a host name');
	return `DNS:${name.toLowerCase()}`;
}

function openssl(args, env)
{
	return new Promise((resolve, reject) => {
		execFile('openssl', args, {env: {...process.env, ...env}},
		    (err, stdout, stderr) => {
			if (err === null)
				return resolve();
			/* The reason may stand in any of its lines. */
			const why = stderr.trim().replaceAll('\n', '; ');
			reject(new Error(`openssl ${args[0]}: ` +
			    (why || err.message)));
		});
	});
}

/* A key of its own and the request to sign it, if not there from before. */
async function makeKey(dir, name, who)
{
	const key = join(dir, `${name}.key`);
	const fresh = `${key}.new`;

	if (await readFile(key).then(() => true, () => false))
		return;
	await openssl(['req', '-new', '-config', join(dir, 'openssl.cnf'),
	    '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
	    '-subj', `/O=Scripted receiver/CN=${who}`, '-keyout', fresh,
	    '-out', join(dir, `${name}.csr`)],
	    {RECEIVER_WORK: dir, RECEIVER_SAN: 'DNS:unused.invalid'});
	await rename(fresh, key);
}

async function makeRoot(dir, name)
{
	const path = join(dir, `${name}.pem`);

	if (await readFile(path).then(() => true, () => false))
		return;
	/* The key without its certificate is of no use: start anew. */
	await rm(join(dir, `${name}.key`), {force: true});
	await makeKey(dir, name, name === 'ca' ?
	    'Scripted receiver CA' : 'Some other CA');
	await sign(dir, {csr: name, key: name, self: true, dates: VALID,
	    section: 'root', san: 'DNS:unused.invalid', path});
}

async function makeLeaf(dir, path, name, fault = {})
{
	const signer = fault.signer ?? 'ca';
	const self = signer === 'self';

	if (signer === 'other-ca')
		await makeRoot(dir, 'other-ca');
	await sign(dir, {csr: 'leaf', key: self ? 'leaf' : signer, self,
	    dates: fault.dates ?? VALID, section: 'leaf',
	    san: fault.san ?? subjectAltName(name), path});
}

/*
 * One run of `openssl ca`.  Its book-keeping goes into a folder of its own
 * that is thrown away, so that runs for different names don't meet.
 */
async function sign(dir, {csr, key, self, dates, section, san, path})
{
	const work = await mkdtemp(join(dir, 'work-'));
	const out = join(work, 'out.pem');
	const by = self ? ['-selfsign'] : ['-cert', join(dir, `${key}.pem`)];

	try {
		await writeFile(join(work, 'index.txt'), '');
		await writeFile(join(work, 'serial'),
		    `01${randomBytes(15).toString('hex')}\n`);
		await openssl(['ca', '-batch', '-notext',
		    '-config', join(dir, 'openssl.cnf'), '-in',
		    join(dir, `${csr}.csr`), '-keyfile',
		    join(dir, `${key}.key`), ...by, '-extensions', section,
		    '-startdate', dates[0], '-enddate', dates[1],
		    '-out', out],
		    {RECEIVER_WORK: work, RECEIVER_SAN: san});
		await rename(out, path);
	} finally {
		await rm(work, {recursive: true, force: true});
	}
}

async function fingerprint(dir)
{
	const pem = await readFile(join(dir, 'ca.pem'));

	return createHash('sha256').update(pem).digest('hex').slice(0, 12);
}
