import { expect } from 'chai';
import { describeSurface } from '../../../protocol/http/openapi.ts';
import { NODE, PAGE, type Surface } from '../../../protocol/http/surfaces.ts';

type Node = Readonly<Record<string, unknown>>;

for (const surface of [NODE, PAGE]) {
  describe(`OpenAPI document: ${surface.title}`, () => {
    const document = describeSurface(surface) as Node & { readonly components: { readonly schemas: Node } };

    it('is a document of version 3.1 with a title, a version and paths', () => {
      expect(document).to.include.all.keys('openapi', 'info', 'paths', 'components');
      expect(document.openapi).to.match(/^3\.1\.\d+$/);
      expect(document.info).to.include.all.keys('title', 'version');
    });

    it('gives each door an own name, every parameter of its path, and refusals in one form', () => {
      const operations = listOperations(surface, document);
      expect(new Set(operations.map(({ operation }) => operation.operationId)).size).to.equal(operations.length);
      for (const { path, operation } of operations) {
        const declared = (operation.parameters as { name: string; in: string; required: boolean }[] | undefined) ?? [];
        const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        expect(declared.map(({ name }) => name)).to.deep.equal(named);
        for (const parameter of declared) expect(parameter).to.include({ in: 'path', required: true });
        const responses = operation.responses as Readonly<Record<string, Node>>;
        for (const [status, response] of Object.entries(responses)) {
          expect(status).to.match(/^[2-5]\d\d$/);
          expect(response.description).to.be.a('string').that.is.not.equal('');
          if (Number(status) < 400) continue;
          const { schema } = (response.content as Record<string, { schema: Node }>)['application/json'] ?? {};
          expect(schema).to.deep.equal({ $ref: '#/components/schemas/ErrorBody' });
        }
      }
    });

    it('links only to schemas that it holds', () => {
      const links = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, link]) => link ?? '');
      expect(links).to.not.have.length(0);
      for (const link of links) {
        expect(link).to.match(/^#\/components\/schemas\//);
        expect(document.components.schemas).to.have.property(link.slice('#/components/schemas/'.length));
      }
    });

    it('carries no identifiers that would move its links', () => {
      expect(JSON.stringify(document)).to.not.match(/"\$(id|schema)"/);
    });
  });
}

function listOperations({ routes }: Surface, { paths }: Node) {
  return routes.map(({ method, path }) => ({
    path,
    operation: (paths as Readonly<Record<string, Readonly<Record<string, Node>>>>)[path]?.[method] as Node,
  }));
}
