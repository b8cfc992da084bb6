// Random numbers that a seed repeats.  Quality matters little here, but the
// same seed must give the same traces on every version of Node.

// random(seed): a function of n that gives a whole number from 0 to n - 1.
export function random(seed) {
	// Neighbouring seeds must not give neighbouring sequences; 0 is the
	// one state that xorshift never leaves.
	let state = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) || 1;
	const next = (n) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % n;
	};

	for (let i = 0; i < 8; i++)
		next(1);
	return next;
}

// pick(rng, list): one of the list.
export function pick(rng, list) {
	return list[rng(list.length)];
}

// chance(rng, percent): true that often.
export function chance(rng, percent) {
	return rng(100) < percent;
}

// The seed of this run: SEED repeats an earlier one.
export function runSeed() {
	const seed = Number(process.env.SEED ?? Date.now() % 1e9);

	if (!Number.isSafeInteger(seed) || seed < 0)
		throw new Error("SEED must be a whole number");
	return seed;
}
