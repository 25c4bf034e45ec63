package import Foundation

/// A tensor as a file will hold it; its numbers follow later.
package struct GGUFTensorPlan: Sendable, Hashable {
    package var name: String
    /// The fastest side first, as GGUF writes them.
    package var dimensions: [Int]
    package var format: GGUFFormat

    package init(name: String, dimensions: [Int], format: GGUFFormat) {
        self.name = name
        self.dimensions = dimensions
        self.format = format
    }

    package var bytes: Int { format.bytes(count: dimensions.reduce(1, *)) }
}

/// Writes GGUF files, version 3, little-endian: the header from here, then every tensor's bytes, padded, in the header's order.
package struct GGUFWriter {
    private var entries = Data()
    private var entryCount = 0
    private let alignment: Int

    package init(alignment: Int = 32) { self.alignment = alignment }

    // MARK: Metadata

    package mutating func set(_ key: String, text: String) {
        begin(key, type: 8)
        entries.append(length: text)
    }

    package mutating func set(_ key: String, number: Float) {
        begin(key, type: 6)
        entries.append(number: number.bitPattern)
    }

    package mutating func set(_ key: String, count: UInt32) {
        begin(key, type: 4)
        entries.append(number: count)
    }

    /// An entry as another file has it: key, type and value.
    package mutating func copy(_ entry: Data) {
        entries.append(entry)
        entryCount += 1
    }

    private mutating func begin(_ key: String, type: UInt32) {
        entries.append(length: key)
        entries.append(number: type)
        entryCount += 1
    }

    // MARK: Layout

    /// Everything up to the first tensor's bytes.
    package func header(_ tensors: [GGUFTensorPlan]) -> Data {
        var file = Data("GGUF".utf8)
        file.append(number: UInt32(3))
        file.append(number: UInt64(tensors.count))
        file.append(number: UInt64(entryCount))
        file.append(entries)
        var offset = 0
        for tensor in tensors {
            file.append(length: tensor.name)
            file.append(number: UInt32(tensor.dimensions.count))
            for side in tensor.dimensions { file.append(number: UInt64(side)) }
            file.append(number: tensor.format.number)
            file.append(number: UInt64(offset))
            offset += (tensor.bytes + alignment - 1) / alignment * alignment
        }
        return padded(file)
    }

    /// Bytes up to where the next tensor may begin.
    package func padded(_ data: Data) -> Data {
        data + Data(count: (alignment - data.count % alignment) % alignment)
    }
}

extension Data {
    fileprivate mutating func append(number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func append(length text: String) {
        append(number: UInt64(text.utf8.count))
        append(contentsOf: Array(text.utf8))
    }
}
