import ForgeCore
import Foundation
import Testing

/// A golden file of this target.
func fixture<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) throws -> Value {
    let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json"))
    return try JSON.decode(type, from: try Data(contentsOf: url))
}
