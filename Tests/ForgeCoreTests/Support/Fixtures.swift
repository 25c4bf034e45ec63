import ForgeCore
import Foundation
import Testing

/// The JSON fixtures beside these tests.
enum Fixtures {
    static func load<Value: Decodable>(_ name: String) throws -> Value {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"),
            "the fixture \(name).json is missing")
        return try JSON.decode(from: Data(contentsOf: url))
    }
}
