package import ForgeCore

/// What goes wrong with a model folder, its tokenizer or its computation.
package typealias NetworkError = DomainError<NetworkDomain>

package enum NetworkDomain {}
