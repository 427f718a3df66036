// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser: Target.Dependency =
    .product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient: Target.Dependency =
    .product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration: Target.Dependency =
    .product(name: "Configuration", package: "swift-configuration")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency =
    .product(name: "HummingbirdCore", package: "hummingbird")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPCompression: Target.Dependency =
    .product(name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioHTTPTypes: Target.Dependency =
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1: Target.Dependency =
    .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let serviceLifecycle: Target.Dependency =
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency =
    .product(name: "UnixSignals", package: "swift-service-lifecycle")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")

/// A library target with the settings that every target of this package shares.
func module(
    _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []
) -> Target {
    .target(
        name: name, dependencies: dependencies, exclude: ["DESIGN.md"], resources: resources,
        swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "aircache",
    products: [
        .executable(name: "aircache", targets: ["CLI"]),
        .library(name: "AirtableAPI", targets: ["AirtableAPI"]),
        .library(name: "AirtableSimulator", targets: ["AirtableSimulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(
            url: "https://github.com/apple/swift-configuration", from: "1.4.0",
            traits: ["JSON", "YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        module("AirtableAPI", [crypto, httpTypes]),
        module(
            "AirtableClient",
            [
                "AirtableAPI", asyncHTTPClient, nioCore, nioHTTP1, nioHTTPCompression, nioPosix,
                logging, metrics, httpTypes,
            ]),
        module("FormulaLanguage", ["AirtableAPI"]),
        module("Storage", ["AirtableAPI", "FormulaLanguage", grdb, sqlite, crypto, logging]),
        module(
            "Sync",
            ["AirtableAPI", "AirtableClient", "Storage", serviceLifecycle, logging, metrics]),
        module("Codegen", ["AirtableAPI"]),
        module(
            "HTTPServer",
            [
                "AirtableAPI", "FormulaLanguage", "Storage", "Sync", "Codegen", hummingbird,
                hummingbirdCore, nioCore, nioPosix, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1,
                httpTypes, logging, metrics,
                crypto, serviceLifecycle,
            ], resources: [.embedInCode("OpenAPI/Page")]),
        module(
            "Aircache",
            [
                "AirtableAPI", "AirtableClient", "FormulaLanguage", "Storage", "Sync", "Codegen",
                "HTTPServer", configuration, httpTypes, serviceLifecycle, unixSignals, logging,
                nioCore,
            ]),
        module(
            "AirtableSimulator",
            [
                "AirtableAPI", "FormulaLanguage", asyncHTTPClient, hummingbird, httpTypes, nioCore,
                nioHTTP1, nioPosix, logging,
            ]),
        .executableTarget(
            name: "CLI",
            dependencies: [
                "Aircache", "AirtableAPI", "AirtableSimulator", argumentParser, logging,
                serviceLifecycle, unixSignals,
            ],
            exclude: ["DESIGN.md"], swiftSettings: settings),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "AirtableAPI", "AirtableClient", "AirtableSimulator", "FormulaLanguage", "Storage",
                "Sync", hummingbird, logging,
            ],
            path: "Benchmarks", exclude: ["README.md", "http"], swiftSettings: settings),

        tests("AirtableAPITests", ["AirtableAPI"]),
        tests(
            "AirtableClientTests",
            ["AirtableAPI", "AirtableClient", "AirtableSimulator", httpTypes, logging]),
        tests("FormulaLanguageTests", ["AirtableAPI", "FormulaLanguage"]),
        tests("StorageTests", ["Storage", "AirtableAPI", "AirtableSimulator", "FormulaLanguage"]),
        tests(
            "SyncTests",
            [
                "AirtableAPI", "AirtableClient", "AirtableSimulator", "Storage", "Sync", httpTypes,
                logging,
            ]),
        tests("CodegenTests", ["AirtableAPI", "AirtableSimulator", "Codegen", "HTTPServer"]),
        tests(
            "HTTPServerTests",
            [
                "HTTPServer", "AirtableSimulator", "AirtableClient", "Storage", "Sync",
                "AirtableAPI", "FormulaLanguage", hummingbirdCore, nioCore, nioEmbedded, nioPosix,
                nioHTTPTypes, httpTypes, logging, serviceLifecycle,
            ]),
        tests(
            "AircacheTests",
            [
                "Aircache", "AirtableAPI", "AirtableSimulator", "CLI", "Storage", asyncHTTPClient,
                logging, nioCore, nioHTTP1, serviceLifecycle,
            ]),
        tests("AirtableSimulatorTests", ["AirtableSimulator"]),
        tests("CLITests", ["Aircache", "AirtableSimulator", "CLI", argumentParser]),
        tests("HouseTests", ["Aircache"]),
    ],
    swiftLanguageModes: [.v6]
)
