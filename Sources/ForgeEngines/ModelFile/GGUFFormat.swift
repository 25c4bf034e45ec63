import CLlama
package import Foundation

/// A format that numbers of a tensor can be stored in, with ggml's own functions to read and write it.
package struct GGUFFormat: Sendable, Hashable {
    /// As ggml names it (`q4_1`).
    package let name: String
    let type: ggml_type

    package init?(name: String) {
        for number in 0..<GGML_TYPE_COUNT.rawValue {
            let type = ggml_type(rawValue: number)
            guard let text = ggml_type_name(type), String(cString: text) == name, ggml_blck_size(type) > 0 else {
                continue
            }
            self.name = name
            self.type = type
            return
        }
        return nil
    }

    private init(_ name: String, _ type: ggml_type) {
        self.name = name
        self.type = type
    }

    package static let float32 = GGUFFormat("f32", GGML_TYPE_F32)
    package static let float16 = GGUFFormat("f16", GGML_TYPE_F16)
    package static let bfloat16 = GGUFFormat("bf16", GGML_TYPE_BF16)

    /// Its number in files.
    package var number: UInt32 { type.rawValue }

    /// Numbers of a block; rows are whole blocks.
    package var block: Int { Int(ggml_blck_size(type)) }

    package func bytes(count: Int) -> Int { count / block * Int(ggml_type_size(type)) }

    var unpack: ggml_to_float_t? { ggml_get_type_traits(type)?.pointee.to_float }

    /// Whether ggml can write it without measured importances.
    package var isWritable: Bool {
        // What packs blocks is also what unpacks them; integers have neither.
        (type == GGML_TYPE_F32 || unpack != nil) && !ggml_quantize_requires_imatrix(type)
    }

    /// Rows of `columns` numbers each, packed; nil when rows are not whole blocks.
    package func packed(_ numbers: [Float], columns: Int) -> Data? {
        guard isWritable, columns > 0, columns % block == 0, numbers.count % columns == 0 else { return nil }
        LlamaLibrary.start()
        var data = Data(count: bytes(count: numbers.count))
        let written = data.withUnsafeMutableBytes { bytes in
            ggml_quantize_chunk(
                type, numbers, bytes.baseAddress, 0, Int64(numbers.count / columns), Int64(columns), nil)
        }
        return written == data.count ? data : nil
    }
}
