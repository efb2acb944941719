// swift-tools-version: 6.1
import PackageDescription

/// The architecture: each layer may import only the layers named beside it.
/// `swift build --explicit-target-dependency-import-check error` holds every source file to it.
let layers: KeyValuePairs<String, [String]> = [
    "Diagnostics": [],
    "Tables": ["Diagnostics", "CMalloc"],
    "Syntax": ["Diagnostics"],
    "Statistics": ["Diagnostics", "Tables"],
    "Prioritizing": ["Diagnostics", "Tables", "Statistics"],
    "Search": ["Diagnostics", "CStemmer"],
    "Workspaces": ["Diagnostics", "Tables"],
    "Storage": ["Diagnostics", "Tables", "Workspaces", "CSQLite"],
    "Charts": ["Diagnostics", "Tables"],
    "Engine": ["Diagnostics", "Tables", "Syntax", "Statistics", "Prioritizing", "Search", "Workspaces", "Storage", "Charts"],
    "Verbs": ["Diagnostics", "Tables", "Syntax", "Statistics", "Prioritizing", "Search", "Workspaces", "Engine", "Storage", "Charts"],
    "Presenting": ["Diagnostics", "Tables", "Engine", "Storage", "Charts"],
    "Notebooks": ["Diagnostics", "Tables", "Syntax", "Workspaces", "Charts", "Engine", "Storage", "Verbs", "Presenting", "CMarkdown"],
    "Shell": ["Diagnostics", "Tables", "Syntax", "Workspaces", "Engine", "Storage", "Verbs", "Presenting", "Notebooks", "CEditLine"],
]

/// What each suite tests, and what it needs for that, beside what all of them share: TestSupport.
let tests: KeyValuePairs<String, [String]> = [
    "TablesTests": ["Diagnostics", "Tables"],
    "StatisticsTests": ["Diagnostics", "Tables", "Statistics"],
    "PrioritizingTests": ["Diagnostics", "Tables", "Statistics", "Prioritizing"],
    "SearchTests": ["Diagnostics", "Search"],
    "StorageTests": ["Diagnostics", "Tables", "Workspaces", "Storage", "CSQLite"],
    "VerbsTests": ["Diagnostics", "Tables", "Syntax", "Workspaces", "Charts", "Engine", "Storage", "Verbs", "Presenting"],
    "SyntaxTests": ["Diagnostics", "Syntax"],
    "EngineTests": ["Diagnostics", "Tables", "Syntax", "Statistics", "Workspaces", "Storage", "Engine", "Verbs", "Presenting"],
    "OracleTests": ["Diagnostics", "Tables", "Syntax", "Workspaces", "Engine", "Verbs"],
    "PresentingTests": ["Diagnostics", "Tables", "Charts", "Engine", "Presenting"],
    "NotebooksTests": ["Diagnostics", "Tables", "Syntax", "Charts", "Engine", "Storage", "Verbs", "Notebooks"],
    "ShellTests": ["Diagnostics", "Engine", "Presenting", "Shell"],
    "FactsTests": ["Diagnostics", "Engine", "Verbs", "Presenting", "Notebooks"],
    "BinaryTests": ["Engine", "Verbs", "Presenting", "Shell", "tierbook"],
]

/// Files beside a suite that are no Swift.
let excluded = ["FactsTests": ["scripts", "notebooks"], "VerbsTests": ["Files"]]

let package = Package(
    name: "tierbook",
    products: [.executable(name: "tierbook", targets: ["tierbook"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: layers.map { .target(name: $0.key, dependencies: $0.value.map { .target(name: $0) }) } + [
        .executableTarget(
            name: "tierbook",
            dependencies: [
                "Diagnostics", "Notebooks", "Shell", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "benchmarks", dependencies: ["Diagnostics", "Tables", "Statistics", "Search", "Engine", "Verbs"]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CMarkdown", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .target(name: "CEditLine", linkerSettings: [.linkedLibrary("edit")])
    ] + tests.map { .testTarget(name: $0.key, dependencies: ($0.value + ["TestSupport"]).map { .target(name: $0) }, exclude: excluded[$0.key] ?? []) },
    swiftLanguageModes: [.v6]
)
