// swift-tools-version: 6.1
import PackageDescription

/// The architecture: each layer may import only the layers named beside it.
/// `swift build --explicit-target-dependency-import-check error` holds every source file to it.
let layers: KeyValuePairs<String, [String]> = [
    "Diagnostics": [],
    "Tables": ["Diagnostics"],
    "Syntax": ["Diagnostics"],
    "Prioritizing": ["Diagnostics", "Tables"],
    "Workspaces": ["Diagnostics", "Tables"],
    "Storage": ["Diagnostics", "Tables", "Workspaces", "CSQLite"],
    "Engine": ["Diagnostics", "Tables", "Syntax", "Prioritizing", "Workspaces", "Storage"],
    "Verbs": ["Diagnostics", "Tables", "Syntax", "Prioritizing", "Workspaces", "Engine", "Storage"],
    "Shell": ["Diagnostics", "Tables", "Syntax", "Workspaces", "Engine", "Storage", "Verbs", "CEditLine"],
]

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
                "Diagnostics", "Engine", "Shell", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CEditLine", linkerSettings: [.linkedLibrary("edit")]),
        .testTarget(name: "TablesTests", dependencies: ["Diagnostics", "Tables"]),
        .testTarget(name: "PrioritizingTests", dependencies: ["Diagnostics", "Tables", "Prioritizing"]),
        .testTarget(name: "StorageTests", dependencies: ["Diagnostics", "Tables", "Workspaces", "Storage", "CSQLite"]),
        .testTarget(
            name: "VerbsTests", dependencies: ["Diagnostics", "Tables", "Syntax", "Workspaces", "Engine", "Storage", "Verbs", "Shell"]),
        .testTarget(name: "OracleTests", dependencies: ["Diagnostics", "Tables", "Syntax", "Workspaces", "Engine", "Verbs"]),
        .testTarget(name: "ShellTests", dependencies: ["Diagnostics", "Tables", "Engine", "Shell"]),
    ],
    swiftLanguageModes: [.v6]
)
