import ForgeCore
import ForgeEngines
import Foundation

/// Something that forge is built with, under which licence.
struct Dependency: Encodable, Hashable {
    enum Place: String, Encodable {
        /// A package of Swift, part of the executable.
        case package
        /// A library that the executable holds or loads.
        case library
        /// A file that pages load.
        case asset
    }

    var name: String
    /// SPDX expression.
    var licence: String
    var place: Place
    var address: String
    /// What it brings along under another licence.
    var holds: String?
    /// Nil where the build left no record of it.
    var version: String?

    /// Everything, with the versions that are known here.
    static func all(versions: [String: String]) -> [Dependency] {
        (packages + libraries + assets).map { dependency in
            var dependency = dependency
            dependency.version = versions[dependency.name] ?? dependency.version
            return dependency
        }
    }

    /// What SwiftPM resolved when this executable was built: the build script keeps its file beside the executable.
    static func recordedVersions(beside executable: URL? = Bundle.main.executableURL) -> [String: String] {
        guard let folder = executable?.resolvingSymlinksInPath().deletingLastPathComponent(),
            let data = try? Data(contentsOf: folder.appending(path: "forge.packages.json"))
        else { return [:] }
        return (try? versions(resolved: data)) ?? [:]
    }

    /// - Parameter resolved: Package.resolved.
    static func versions(resolved data: Data) throws -> [String: String] {
        struct Resolved: Decodable {
            struct Pin: Decodable {
                struct State: Decodable { var version: String? }
                var identity: String
                var state: State
            }
            var pins: [Pin]
        }
        let resolved: Resolved = try JSON.decode(from: data)
        return Dictionary(
            resolved.pins.compactMap { pin in pin.state.version.map { (pin.identity, $0) } }, uniquingKeysWith: { $1 })
    }

    // MARK: The table; a test compares it with what is resolved and with the licences' texts.

    private static func swift(
        _ name: String, _ owner: String, _ licence: String = "Apache-2.0", holds: String? = nil,
        repository: String? = nil
    ) -> Dependency {
        Dependency(
            name: name, licence: licence, place: .package, address: "https://github.com/\(owner)/\(repository ?? name)",
            holds: holds)
    }

    private static let packages: [Dependency] = [
        swift("async-http-client", "swift-server"),
        swift("grdb.swift", "groue", "MIT", repository: "GRDB.swift"),
        swift("hummingbird", "hummingbird-project"),
        swift("swift-algorithms", "apple"),
        swift("swift-argument-parser", "apple"),
        swift("swift-asn1", "apple"),
        swift("swift-async-algorithms", "apple"),
        swift("swift-atomics", "apple"),
        swift("swift-certificates", "apple"),
        swift("swift-collections", "apple"),
        swift("swift-configuration", "apple"),
        swift("swift-crypto", "apple", holds: "BoringSSL (Apache-2.0, ISC)"),
        swift("swift-distributed-tracing", "apple"),
        swift("swift-http-structured-headers", "apple"),
        swift("swift-http-types", "apple"),
        swift("swift-log", "apple"),
        swift("swift-metrics", "apple"),
        swift("swift-mustache", "hummingbird-project"),
        swift("swift-nio", "apple", holds: "llhttp (MIT)"),
        swift("swift-nio-extras", "apple"),
        swift("swift-nio-http2", "apple"),
        swift("swift-nio-ssl", "apple", holds: "BoringSSL (Apache-2.0, ISC)"),
        swift("swift-nio-transport-services", "apple"),
        swift("swift-numerics", "apple"),
        swift("swift-service-context", "apple"),
        swift("swift-service-lifecycle", "swift-server"),
        swift("swift-subprocess", "swiftlang"),
        swift("swift-system", "apple"),
        swift("yams", "jpsim", "MIT", holds: "LibYAML (MIT)", repository: "Yams"),
    ]

    private static var libraries: [Dependency] {
        [
            Dependency(
                name: "llama.cpp", licence: "MIT", place: .library, address: "https://github.com/ggml-org/llama.cpp",
                version: LlamaLibrary.build),
            Dependency(
                name: "Swift", licence: "Apache-2.0 WITH Swift-exception", place: .library,
                address: "https://swift.org",
                holds: "ICU (Unicode-3.0)"),
            Dependency(name: "SQLite", licence: "blessing", place: .library, address: "https://sqlite.org"),
            Dependency(name: "libpq", licence: "PostgreSQL", place: .library, address: "https://www.postgresql.org"),
            Dependency(name: "zlib", licence: "Zlib", place: .library, address: "https://zlib.net"),
        ]
    }

    private static let assets: [Dependency] = [
        Dependency(
            name: "Vega, Vega-Lite, Vega-Embed", licence: "BSD-3-Clause", place: .asset,
            address: "https://github.com/vega"),
        Dependency(
            name: "Swagger UI", licence: "Apache-2.0", place: .asset,
            address: "https://github.com/swagger-api/swagger-ui"),
        Dependency(name: "Inter", licence: "OFL-1.1", place: .asset, address: "https://github.com/rsms/inter"),
        Dependency(
            name: "Instrument Serif", licence: "OFL-1.1", place: .asset,
            address: "https://github.com/Instrument/instrument-serif"),
    ]
}
