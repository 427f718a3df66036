import Foundation

/// The part of Zod's API that generated code uses, written anew for these tests, since Debian has no
/// Zod. It shows that schemas compile and say of records what they should; not that Zod agrees.
enum StandInZod {
    /// Makes `node_modules/zod` in a folder.
    ///
    /// - Parameter compile: runs tsc with arguments in a folder.
    static func install(
        in folder: URL, compile: (_ arguments: [String], _ folder: URL) throws -> Void
    ) throws {
        let package = folder.appendingPathComponent("node_modules/zod")
        try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
        for (name, text) in [
            ("z.ts", source), ("index.ts", "export * as z from \"./z\";\n"),
            ("package.json", #"{"name":"zod","main":"index.js","types":"index.d.ts"}"#),
        ] {
            try text.write(
                to: package.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        try compile(["--declaration", "index.ts", "z.ts"], package)
        for name in ["z.ts", "index.ts"] {
            try FileManager.default.removeItem(at: package.appendingPathComponent(name))
        }
    }

    private static let source = #"""
        export class ZodType<Output> {
          declare readonly _output: Output;
          constructor(readonly accepts: (value: unknown) => boolean) {}
          optional(): ZodType<Output | undefined> {
            return new ZodType((value) => value === undefined || this.accepts(value));
          }
          nullable(): ZodType<Output | null> {
            return new ZodType((value) => value === null || this.accepts(value));
          }
          nullish(): ZodType<Output | null | undefined> {
            return new ZodType((value) => value === undefined || value === null || this.accepts(value));
          }
          safeParse(value: unknown): { success: boolean } {
            return { success: this.accepts(value) };
          }
        }
        export type ZodTypeAny = ZodType<any>;
        export type infer<Schema extends ZodTypeAny> = Schema["_output"];

        class ZodString extends ZodType<string> {
          regex(pattern: RegExp): ZodString {
            return new ZodString((value) => this.accepts(value) && pattern.test(value as string));
          }
        }
        class ZodNumber extends ZodType<number> {
          int(): ZodNumber {
            return new ZodNumber((value) => this.accepts(value) && Number.isInteger(value));
          }
        }
        type Shape = { [name: string]: ZodTypeAny };
        type Open<S extends Shape> = { [Name in keyof S]: S[Name]["_output"] };
        type MayLack<O> = { [Name in keyof O]: undefined extends O[Name] ? Name : never }[keyof O];
        type Closed<O> = { [Name in MayLack<O>]?: O[Name] } & { [Name in Exclude<keyof O, MayLack<O>>]: O[Name] };
        class ZodObject<S extends Shape> extends ZodType<Closed<Open<S>>> {
          constructor(readonly shape: S, isStrict = false) {
            super((value) => {
              if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
              const object = value as { [name: string]: unknown };
              const own = (name: string) => Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
              if (isStrict && Object.keys(object).some((name) => !Object.prototype.hasOwnProperty.call(shape, name))) return false;
              return Object.keys(shape).every((name) => shape[name]!.accepts(own(name)));
            });
          }
          strict(): ZodObject<S> {
            return new ZodObject(this.shape, true);
          }
        }

        export const string = () => new ZodString((value) => typeof value === "string");
        export const number = () => new ZodNumber((value) => typeof value === "number" && Number.isFinite(value));
        export const boolean = () => new ZodType<boolean>((value) => typeof value === "boolean");
        export const unknown = () => new ZodType<unknown>(() => true);
        const nothing = () => new ZodType<null>((value) => value === null);
        export { nothing as null };
        export const object = <S extends Shape>(shape: S) => new ZodObject(shape);
        export const array = <T extends ZodTypeAny>(element: T) =>
          new ZodType<T["_output"][]>((value) => Array.isArray(value) && value.every((item) => element.accepts(item)));
        export const union = <T extends [ZodTypeAny, ZodTypeAny, ...ZodTypeAny[]]>(options: T) =>
          new ZodType<T[number]["_output"]>((value) => options.some((option) => option.accepts(value)));
        const choice = <V extends string, T extends [V, ...V[]]>(values: T) =>
          new ZodType<T[number]>((value) => values.includes(value as V));
        export { choice as enum };
        """#
}
