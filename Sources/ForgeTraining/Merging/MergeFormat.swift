import ForgeEngines

/// How a merged model's matrices are stored; vectors stay as they are.
package enum MergeFormat: String, Sendable, CaseIterable {
    /// Every tensor as the base model has it: what is merged is quantised again.
    case keep
    case float32 = "f32"
    case float16 = "f16"
    case bfloat16 = "bf16"
    case eightBit = "q8_0"
    /// Five or four bits with a scale (`_0`), or with a scale and an offset (`_1`), per 32 numbers.
    case fiveBitOffset = "q5_1"
    case fiveBit = "q5_0"
    case fourBitOffset = "q4_1"
    case fourBit = "q4_0"

    /// Nil for `keep`.
    var format: GGUFFormat? { self == .keep ? nil : GGUFFormat(name: rawValue) }

    /// llama.cpp's number for a file that is mostly of this format (`llama_ftype`).
    var fileType: UInt32? {
        switch self {
        case .keep: nil
        case .float32: 0
        case .float16: 1
        case .fourBit: 2
        case .fourBitOffset: 3
        case .eightBit: 7
        case .fiveBit: 8
        case .fiveBitOffset: 9
        case .bfloat16: 32
        }
    }
}
