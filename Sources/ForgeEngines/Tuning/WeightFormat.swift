import CLlama

/// A format that llama.cpp can write weights in and that is worth measuring.
package enum WeightFormat: String, Sendable, Codable, CaseIterable {
    case fourBit = "Q4_0"
    case eightBit = "Q8_0"
    case bfloat16 = "BF16"
    case float16 = "F16"

    var fileType: llama_ftype {
        switch self {
        case .fourBit: LLAMA_FTYPE_MOSTLY_Q4_0
        case .eightBit: LLAMA_FTYPE_MOSTLY_Q8_0
        case .bfloat16: LLAMA_FTYPE_MOSTLY_BF16
        case .float16: LLAMA_FTYPE_MOSTLY_F16
        }
    }

    /// Bits that a weight takes, scales included.
    package var bitsPerWeight: Double {
        switch self {
        case .fourBit: 4.5
        case .eightBit: 8.5
        case .bfloat16, .float16: 16
        }
    }
}
