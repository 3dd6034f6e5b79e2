// Verifies inclusion proofs, given as JSON on standard input, with Sigstore's code.
const path = require('node:path');

const folder = path.dirname(require.resolve('@sigstore/verify/package.json'));
const { verifyMerkleInclusion } = require(path.join(folder, 'dist/tlog/merkle.js'));

const bytes = (text) => Buffer.from(text, 'base64');
const proofs = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const verdicts = proofs.map(({ entry, index, size, root, hashes }) => {
  const inclusionProof = {
    logIndex: String(index),
    treeSize: String(size),
    rootHash: bytes(root),
    hashes: hashes.map(bytes),
  };
  const leaf = { canonicalizedBody: bytes(entry), inclusionProof };
  try {
    verifyMerkleInclusion(leaf, { logSize: BigInt(size), logHash: bytes(root) });
    return true;
  } catch {
    return false;
  }
});
console.log(JSON.stringify(verdicts));
