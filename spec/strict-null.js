// A member that refers to a component and may be null is written as `nullable: true` beside `allOf` with one `$ref`.
// That is what generators understand, progenitor among them. Read to the letter, OpenAPI 3.0.3 gives `nullable` no
// meaning there, because no `type` stands beside it, and tools that do so refuse null.
//
// This preprocessor says the same to the letter: the component, or null. With it Redocly checks every example in full,
// and `npm run bundle` writes a document for tools that are as strict.
const orNull = { type: 'string', nullable: true, enum: [null] };

export default function plugin() {
  return {
    id: 'pay2328',
    preprocessors: {
      oas3: {
        'strict-null': () => ({
          Schema: {
            enter(schema) {
              if (schema.nullable === true && schema.type === undefined && schema.allOf?.length === 1) {
                schema.anyOf = [schema.allOf[0], orNull];
                delete schema.allOf;
                delete schema.nullable;
              }
            },
          },
        }),
      },
    },
  };
}
