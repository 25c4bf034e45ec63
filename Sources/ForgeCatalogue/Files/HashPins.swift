import ForgeCore
import Foundation

/// Hashes of sources that the catalogue has none for, kept from the first pull on (`pins.json`).
///
/// They outlive removal, so that a source which changes between two pulls is noticed.
struct HashPins: Sendable {
    let url: URL

    init(home: ForgeHome) { url = home.root.appending(path: "pins.json") }

    func hash(of source: SourceLocation) -> String? { read()[source.description] }

    func pin(_ source: SourceLocation, _ sha256: String) throws {
        try FileLock.holdingBriefly(url.appendingPathExtension("lock")) {
            var pins = read()
            pins[source.description] = sha256
            try Files.write(try JSON.data(pins, pretty: true), to: url)
        }
    }

    private func read() -> [String: String] {
        guard let data = try? Data(contentsOf: url) else { return [:] }
        return (try? JSON.decode([String: String].self, from: data)) ?? [:]
    }
}
