import CLlama

/// A format that llama.cpp can write weights in and that is worth measuring.
package enum WeightFormat: String, Sendable, Codable, CaseIterable {
    case q4_0 = "Q4_0"
    case q8_0 = "Q8_0"
    case bf16 = "BF16"
    case f16 = "F16"

    var fileType: llama_ftype {
        switch self {
        case .q4_0: LLAMA_FTYPE_MOSTLY_Q4_0
        case .q8_0: LLAMA_FTYPE_MOSTLY_Q8_0
        case .bf16: LLAMA_FTYPE_MOSTLY_BF16
        case .f16: LLAMA_FTYPE_MOSTLY_F16
        }
    }

    /// Bits that a weight takes, scales included.
    package var bitsPerWeight: Double {
        switch self {
        case .q4_0: 4.5
        case .q8_0: 8.5
        case .bf16, .f16: 16
        }
    }
}
