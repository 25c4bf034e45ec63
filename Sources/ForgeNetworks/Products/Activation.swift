import CForgeKernels

/// Functions between products, by the names that config.json gives them.
enum Activation: String, Sendable {
    case none
    case gelu
    case geluTanh = "gelu_new"
    case relu
    case tanh

    init?(configName: String) {
        switch configName {
        case "gelu": self = .gelu
        case "gelu_new", "gelu_fast", "gelu_pytorch_tanh": self = .geluTanh
        case "relu": self = .relu
        default: return nil
        }
    }

    var kernel: forge_activation {
        switch self {
        case .none: FORGE_ACTIVATION_NONE
        case .gelu: FORGE_ACTIVATION_GELU
        case .geluTanh: FORGE_ACTIVATION_GELU_TANH
        case .relu: FORGE_ACTIVATION_RELU
        case .tanh: FORGE_ACTIVATION_TANH
        }
    }
}
