// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTesting = Target.Dependency.product(name: "HummingbirdTesting", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioFoundation = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
    name: "llm-forge",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "forge", targets: ["forge"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Dependencies point down only: a target imports nothing above it.
        .executableTarget(
            name: "forge",
            dependencies: [
                "ForgeWeb", "ForgeTerminal", "ForgeLab", "ForgeAgents", "ForgeStore", "ForgeEngines", "ForgeRemote",
                "ForgeNetworks", "ForgeRetrieval", "ForgeCatalogue", "ForgeTraining", "ForgeTuning", "ForgeCore",
                argumentParser, logging, signals, subprocess,
            ],
            swiftSettings: settings),
        .target(
            name: "ForgeWeb",
            dependencies: [
                "ForgeLab", "ForgeTuning", "ForgeTraining", "ForgeAgents", "ForgeRetrieval", "ForgeCatalogue",
                "ForgeCore",
                crypto, hummingbird, lifecycle, logging, mustache, nioCore, nioHTTP, signals,
            ],
            resources: [
                .embedInCode("Resources/templates"), .embedInCode("Resources/styles"),
                .embedInCode("Resources/scripts"),
            ],
            swiftSettings: settings),
        .target(
            name: "ForgeTuning", dependencies: ["ForgeLab", "ForgeTraining", "ForgeCatalogue", "ForgeCore"],
            swiftSettings: settings),
        .target(
            name: "ForgeLab",
            dependencies: [
                "ForgeCore", "ForgeAgents", "ForgeCatalogue", "ForgeRetrieval", asyncHTTPClient, nioCore, nioHTTP, yams,
            ],
            resources: [.embedInCode("Resources/examples.yaml")],
            swiftSettings: settings),
        .target(
            name: "ForgeTerminal", dependencies: ["ForgeLab", "ForgeAgents", "ForgeCore"], swiftSettings: settings),
        .target(
            name: "ForgeCatalogue",
            dependencies: [
                "ForgeCore", asyncHTTPClient, crypto, logging, nioCore, nioFoundation, subprocess, yams,
            ],
            resources: [.embedInCode("Resources/catalogue.yaml")],
            swiftSettings: settings),
        .target(
            name: "ForgeRetrieval",
            dependencies: ["ForgeCore", "CForgeKernels", asyncHTTPClient, crypto, grdb, nioCore, nioFoundation],
            swiftSettings: settings),
        .target(
            name: "ForgeAgents",
            dependencies: ["ForgeCore", asyncHTTPClient, nioCore, nioFoundation],
            swiftSettings: settings),
        .target(
            name: "ForgeTraining",
            dependencies: ["ForgeCore", "ForgeEngines", "ForgeNetworks", "CForgeKernels", "CForgeZlib"],
            resources: [
                .embedInCode("Resources/train_dpo.py"), .embedInCode("Resources/colab_setup.py"),
                .embedInCode("Resources/requirements.txt"),
            ],
            swiftSettings: settings),
        .target(name: "ForgeNetworks", dependencies: ["ForgeCore", "CForgeKernels"], swiftSettings: settings),
        // Optimised in debug builds too: unoptimised intrinsics are a hundred times slower.
        .target(name: "CForgeKernels", cSettings: [.unsafeFlags(["-O3"])]),
        .target(name: "ForgeStore", dependencies: ["ForgeCore", "CPostgres", grdb], swiftSettings: settings),
        .target(
            name: "ForgeEngines", dependencies: ["ForgeCore", "CLlama", "CForgeThreads"], swiftSettings: settings),
        .target(name: "CForgeThreads"),
        .target(
            name: "ForgeRemote",
            dependencies: ["ForgeCore", asyncHTTPClient, nioCore, nioFoundation, nioHTTP, nioPosix],
            swiftSettings: settings),
        .target(name: "CForgeZlib", linkerSettings: [.linkedLibrary("z")]),
        .target(name: "ForgeCore", dependencies: [crypto], swiftSettings: settings),
        .systemLibrary(name: "CLlama", pkgConfig: "llama"),
        .systemLibrary(
            name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),

        .target(
            name: "ForgeTesting",
            dependencies: ["ForgeCore", "ForgeEngines", "ForgeStore", crypto, hummingbird, logging, nioCore],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeCoreTests", dependencies: ["ForgeCore", "ForgeTesting"],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(
            name: "ForgeCatalogueTests",
            dependencies: ["ForgeCatalogue", "ForgeCore", "ForgeTesting", hummingbird],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeStoreTests", dependencies: ["ForgeStore", "ForgeCore", "ForgeTesting", grdb],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeNetworksTests", dependencies: ["ForgeNetworks", "ForgeCore", "ForgeTesting"],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(
            name: "ForgeTrainingTests",
            dependencies: [
                "ForgeTraining", "ForgeEngines", "ForgeNetworks", "ForgeTesting", "CForgeKernels", "CLlama",
                "ForgeCore",
            ],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(
            name: "ForgeTuningTests",
            dependencies: [
                "ForgeTuning", "ForgeTraining", "ForgeLab", "ForgeCatalogue", "ForgeStore", "ForgeCore", "ForgeTesting",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeRetrievalTests",
            dependencies: ["ForgeRetrieval", "ForgeCore", "ForgeTesting", asyncHTTPClient, grdb, hummingbird],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeAgentsTests",
            dependencies: ["ForgeAgents", "ForgeCore", "ForgeTesting", hummingbird],
            resources: [.copy("Fixtures")], swiftSettings: settings),
        .testTarget(
            name: "ForgeEnginesTests", dependencies: ["ForgeEngines", "ForgeAgents", "ForgeCore", "ForgeTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeRemoteTests",
            dependencies: [
                "ForgeRemote", "ForgeEngines", "ForgeCore", "ForgeTesting",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeLabTests",
            dependencies: [
                "ForgeLab", "ForgeAgents", "ForgeStore", "ForgeEngines", "ForgeNetworks", "ForgeRetrieval",
                "ForgeCatalogue", "ForgeCore", "ForgeTesting", hummingbird,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeWebTests",
            dependencies: [
                "ForgeWeb", "ForgeLab", "ForgeTuning", "ForgeTraining", "ForgeAgents", "ForgeStore", "ForgeEngines",
                "ForgeRetrieval", "ForgeCatalogue", "ForgeCore", "ForgeTesting", asyncHTTPClient, hummingbird,
                hummingbirdTesting,
                mustache, nioCore, nioHTTP, nioPosix,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeTerminalTests",
            dependencies: ["ForgeTerminal", "ForgeLab", "ForgeAgents", "ForgeCore", "ForgeTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "ForgeCommandTests",
            dependencies: ["forge", "ForgeCore", "ForgeStore", "ForgeTesting"],
            resources: [.copy("Fixtures")], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// The fuzzers need libFuzzer, which not every toolchain has: scripts/fuzz.sh alone builds them.
if Context.environment["FORGE_FUZZING"] != nil {
    package.products.append(.executable(name: "forge-fuzz", targets: ["forge-fuzz"]))
    package.targets.append(
        .executableTarget(
            name: "forge-fuzz", dependencies: ["ForgeTraining", "ForgeNetworks", "ForgeEngines", "ForgeCore"],
            path: "Fuzzing/Sources", swiftSettings: settings))
}
