import { toContentCid } from '../../protocol/contentUri.ts';
import { wantedBlock } from '../store/tables/content.ts';
import { expert, expertManifest, expertRetirement } from '../store/tables/experts.ts';
import type { Write } from '../store/write.ts';
import type { Handlers, Position } from './event.ts';

type Manifest = { readonly expertId: bigint; readonly manifestHash: string; readonly uri: string };

/** Served models and their manifests. */
export const expertHandlers = {
  expertRegistry: {
    ExpertPublished: (write, args, position) => {
      write(expert, {
        ...position,
        id: Number(args.expertId),
        operatorId: Number(args.operatorId),
        domain: args.domain,
      });
      writeManifest(write, args, position);
    },
    ManifestUpdated: (write, args, position) => writeManifest(write, args, position),
    ExpertRetired: (write, args, position) => write(expertRetirement, { ...position, expertId: Number(args.expertId) }),
  },
} satisfies Handlers;

function writeManifest(write: Write, manifest: Manifest, position: Position): void {
  const cid = toContentCid(manifest.uri);
  write(expertManifest, {
    ...position,
    expertId: Number(manifest.expertId),
    manifestHash: manifest.manifestHash,
    uri: manifest.uri,
    cid,
  });
  if (cid) write(wantedBlock, { block: position.block, cid, kind: 'expert' });
}
