import ForgeCore
import Foundation
import Testing

@testable import forge

@Suite("Licences")
struct LicenceTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static var resolved: [String: String] {
        get throws { try Dependency.versions(resolved: Data(contentsOf: root.appending(path: "Package.resolved"))) }
    }

    /// Where SwiftPM put the packages' sources, above the test bundle.
    private static var checkouts: URL? {
        var folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        for _ in 0..<5 {
            let checkouts = folder.appending(path: "checkouts")
            if FileManager.default.fileExists(atPath: checkouts.path) { return checkouts }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    @Test func `the table has exactly the packages that are resolved`() throws {
        let versions = try Self.resolved
        let listed = Dependency.all(versions: versions).filter { $0.place == .package }
        #expect(listed.map(\.name) == versions.keys.sorted())
        #expect(listed.allSatisfy { $0.version == versions[$0.name] && $0.version != nil })
    }

    @Test func `every package's own licence is the one that the table says`() throws {
        let checkouts = try #require(Self.checkouts)
        let folders = try FileManager.default.contentsOfDirectory(at: checkouts, includingPropertiesForKeys: nil)
        let marks = [
            "Apache-2.0": "Apache License", "MIT": "Permission is hereby granted, free of charge",
        ]
        for dependency in Dependency.all(versions: [:]) where dependency.place == .package {
            let folder = try #require(
                folders.first { $0.lastPathComponent.lowercased() == dependency.name }, "\(dependency.name)")
            let file = try #require(
                ["LICENSE", "LICENSE.txt", "LICENSE.md"].map { folder.appending(path: $0) }
                    .first { FileManager.default.fileExists(atPath: $0.path) }, "\(dependency.name)")
            let mark = try #require(marks[dependency.licence], "\(dependency.licence)")
            #expect(try String(contentsOf: file, encoding: .utf8).contains(mark), "\(dependency.name)")
            #expect(dependency.address.lowercased().hasSuffix("/\(dependency.name)"))
        }
    }

    @Test func `they are printed, as a table and as JSON`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let table = try await forge.run("doctor", "--licenses")
        #expect(table.status == 0 && table.output.contains("hummingbird") && table.output.contains("Apache-2.0"))
        #expect(table.output.contains("llama.cpp") && table.output.contains("OFL-1.1"))
        let json = try JSONValue(parsing: try await forge.run("doctor", "--licenses", "--json").output)
        #expect((json.array?.count ?? 0) == Dependency.all(versions: [:]).count)
    }
}
