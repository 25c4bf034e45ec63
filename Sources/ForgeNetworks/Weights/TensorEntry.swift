package import CForgeKernels

/// Where a tensor lies in its file, and as what.
package struct TensorEntry: Sendable, Hashable {
    package var type: TensorType
    package var shape: [Int]
    /// Bytes after the header.
    package var bytes: Range<Int>
}

/// Number types a file may hold. Only the floating-point ones of up to four bytes can be weights here.
package enum TensorType: String, Sendable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case int32 = "I32"
    case int16 = "I16"
    case int8 = "I8"
    case uint64 = "U64"
    case uint32 = "U32"
    case uint16 = "U16"
    case uint8 = "U8"
    case bool = "BOOL"
    case float8E4M3 = "F8_E4M3"
    case float8E5M2 = "F8_E5M2"

    package var size: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .bool, .float8E4M3, .float8E5M2: 1
        }
    }

    /// The kernels' name of it, when they can read it.
    package var number: forge_number? {
        switch self {
        case .float32: FORGE_FLOAT32
        case .float16: FORGE_FLOAT16
        case .bfloat16: FORGE_BFLOAT16
        default: nil
        }
    }
}
