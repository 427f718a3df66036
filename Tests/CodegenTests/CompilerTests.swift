import AirtableAPI
import Foundation
import HTTPServer
import Testing

@testable import Codegen

/// What is generated, under the compilers of its languages.
@Suite("Generated code compiles", .serialized)
struct CompilerTests {
    @Test(
        "as TypeScript, strictly",
        .enabled(if: Toolbox.tsc != nil, "tsc is not installed; `make setup` does that"),
        arguments: SampleBase.all)
    func typeScript(base: SampleBase) throws {
        try Toolbox.inFolder { folder in
            try write(.typeScript, base, to: folder.appendingPathComponent("base.ts"))
            try expectSuccess(Toolbox.tsc, Self.tscFlags + ["--noEmit", "base.ts"], folder)
        }
    }

    @Test(
        "as Zod, and its schemas take every record and refuse broken ones",
        .enabled(
            if: Toolbox.tsc != nil && Toolbox.node != nil && Toolbox.zod != nil,
            "Zod is not installed: name a node_modules with it in AIRCACHE_TEST_NODE_MODULES"),
        arguments: SampleBase.all)
    func zod(base: SampleBase) throws {
        try Toolbox.inFolder { folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/node_modules", withDestinationPath: Toolbox.zod ?? "")
            try checkZod(base, folder)
        }
    }

    @Test(
        "as Zod, by a stand-in for the part of Zod's API that it uses",
        .enabled(
            if: Toolbox.tsc != nil && Toolbox.node != nil,
            "tsc or node is not installed; `make setup` does that"),
        arguments: SampleBase.all)
    func standInZod(base: SampleBase) throws {
        try Toolbox.inFolder { folder in
            try StandInZod.install(in: folder) { arguments, folder in
                try expectSuccess(Toolbox.tsc, Self.tscFlags + arguments, folder)
            }
            try checkZod(base, folder)
        }
    }

    /// Compiles the schemas, and has them judge records.
    private func checkZod(_ base: SampleBase, _ folder: URL) throws {
        try write(.zod, base, to: folder.appendingPathComponent("base.ts"))
        try RecordCases(base, .typeScript).write(to: folder)
        try expectSuccess(Toolbox.tsc, Self.tscFlags + ["base.ts"], folder)
        try Self.zodScript.write(
            to: folder.appendingPathComponent("check.js"), atomically: true, encoding: .utf8)
        try expectSuccess(Toolbox.node, ["check.js"], folder)
    }

    @Test(
        "as Python, strictly typed, with pydantic and without",
        .enabled(if: Toolbox.python != nil, "mypy is not installed; `make setup` does that"),
        arguments: SampleBase.all)
    func python(base: SampleBase) throws {
        try Toolbox.inFolder { folder in
            try write(.python, base, to: folder.appendingPathComponent("aircache_base.py"))
            try write(.pythonTypedDict, base, to: folder.appendingPathComponent("plain_base.py"))
            let cache = Toolbox.root.appendingPathComponent(".build/tools/mypy-cache").path
            let flags = ["-m", "mypy", "--strict", "--cache-dir", cache]
            try expectSuccess(
                Toolbox.python, flags + ["aircache_base.py", "plain_base.py"], folder)
            try expectSuccess(Toolbox.python, ["-W", "error", "plain_base.py"], folder)
        }
    }

    @Test(
        "as pydantic models and JSON Schema, which take every record and refuse broken ones",
        .enabled(if: Toolbox.python != nil, "pydantic is not installed; `make setup` does that"),
        arguments: SampleBase.all)
    func records(base: SampleBase) throws {
        try Toolbox.inFolder { folder in
            try write(.python, base, to: folder.appendingPathComponent("aircache_base.py"))
            try write(.jsonSchema, base, to: folder.appendingPathComponent("schema.json"))
            for (language, script) in [
                (Language.python, Self.pydanticScript), (.typeScript, Self.schemaScript),
            ] {
                try RecordCases(base, language).write(to: folder)
                try script.write(
                    to: folder.appendingPathComponent("check.py"), atomically: true,
                    encoding: .utf8)
                try expectSuccess(Toolbox.python, ["-W", "error", "check.py"], folder)
            }
        }
    }

    @Test(
        "as valid OpenAPI 3.1, which takes every record, also with linked ones in it",
        .enabled(if: Toolbox.python != nil, "there is no validator; `make setup` installs it"),
        arguments: SampleBase.all)
    func openAPI(base: SampleBase) throws {
        try Toolbox.inFolder { folder in
            let text = TypesLanguage.openAPI.text(base.described)
            try text.write(
                to: folder.appendingPathComponent("openapi.json"), atomically: true,
                encoding: .utf8)
            try RecordCases(base, .typeScript).write(to: folder)
            try Self.openAPIScript.write(
                to: folder.appendingPathComponent("check.py"), atomically: true, encoding: .utf8)
            try expectSuccess(Toolbox.python, ["check.py"], folder)
        }
    }

    @Test(
        "as Swift 6 without a warning",
        .enabled(if: Toolbox.swiftc != nil, "swiftc is not in PATH"), arguments: SampleBase.all)
    func swift(base: SampleBase) throws {
        try Toolbox.inFolder { folder in
            try write(.swift, base, to: folder.appendingPathComponent("Base.swift"))
            try expectSuccess(
                Toolbox.swiftc,
                ["-swift-version", "6", "-warnings-as-errors", "-typecheck", "Base.swift"], folder)
        }
    }

    // MARK: -

    private static let tscFlags = [
        "--strict", "--noUnusedLocals", "--noUnusedParameters", "--exactOptionalPropertyTypes",
        "--target", "es2020", "--lib", "es2020,dom", "--module", "commonjs",
        "--skipLibCheck",
    ]

    private func write(_ language: TextLanguage, _ base: SampleBase, to file: URL) throws {
        try language.text(base.described).write(to: file, atomically: true, encoding: .utf8)
    }

    private func expectSuccess(_ tool: String?, _ arguments: [String], _ folder: URL) throws {
        let outcome = try Toolbox.run(try #require(tool), arguments, in: folder)
        #expect(outcome.code == 0, "\(outcome.output.prefix(4_000))")
    }

    private static let pydanticScript = """
        import json, aircache_base, pydantic
        for case in json.load(open("cases.json")):
            model = getattr(aircache_base, case["type"])
            try:
                read = model.model_validate(case["record"])
                model.model_validate_json(json.dumps(case["record"]))
                assert case["isGood"], case
                cells = read.fields.model_dump(mode="json", by_alias=True, exclude_unset=True)
                assert set(cells) == set(case["record"]["fields"]), (cells, case)
            except pydantic.ValidationError as error:
                assert not case["isGood"], (case, error)
        """

    private static let schemaScript = """
        import json, jsonschema
        schema = json.load(open("schema.json"))
        jsonschema.Draft202012Validator.check_schema(schema)
        for case in json.load(open("cases.json")):
            target = {"$ref": "#/$defs/" + case["type"], "$defs": schema["$defs"]}
            errors = list(jsonschema.Draft202012Validator(target).iter_errors(case["record"]))
            assert (not errors) == case["isGood"], (case, errors)
            properties = schema["$defs"][case["type"][:-6] + "Fields"]["properties"]
            assert not case["isGood"] or set(case["record"]["fields"]) <= set(properties), case
        """

    private static let openAPIScript = """
        import copy, json, re, jsonschema, openapi_spec_validator
        text = open("openapi.json").read()
        document = json.loads(text)
        openapi_spec_validator.validate(document)
        schemas = document["components"]["schemas"]
        used = set(re.findall('"#/components/schemas/([^"]+)"', text))
        assert used <= set(schemas), used - set(schemas)
        assert not [name for name in schemas if name.endswith("Write") and name not in used]
        def check(case, is_good):
            target = {"$ref": "#/components/schemas/" + case["type"], "components": document["components"]}
            errors = list(jsonschema.Draft202012Validator(target).iter_errors(case["record"]))
            assert (not errors) == is_good, (case, errors)
        for case in json.load(open("cases.json")):
            check(case, case["isGood"])
            if not case["isGood"]: continue
            fields = schemas[case["type"][:-6] + "Fields"]["properties"]
            expanded = copy.deepcopy(case)
            cells = expanded["record"]["fields"]
            for name, cell in cells.items():
                if "linkedTable" in fields[name]["x-airtable"]:
                    cells[name] = [{"id": key} for key in cell]
            check(expanded, True)
        """

    private static let zodScript = """
        const base = require("./base.js");
        for (const { type, record, isGood } of require("./cases.json")) {
          const outcome = base[type].safeParse(record);
          if (outcome.success !== isGood) {
            throw new Error(JSON.stringify({ type, record, isGood, error: outcome.error }));
          }
        }
        """
}
