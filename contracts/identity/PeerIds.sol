// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice libp2p peer ids of secp256k1 keys: an identity multihash (0x00, length 0x25) of the protobuf key (type 2 in
/// 0x0802, length 33 in 0x1221) with the compressed point (0x02 or 0x03 by the parity of y, then x).
library PeerIds {
    uint256 private constant LENGTH = 39;
    bytes6 private constant PREFIX = 0x002508021221;

    /// @dev `publicKey` is x and y, 64 bytes.
    function holds(bytes calldata peerId, bytes calldata publicKey) internal pure returns (bool) {
        if (peerId.length != LENGTH || bytes6(peerId[:6]) != PREFIX) return false;
        uint8 parity = uint8(publicKey[63]) & 1;
        return uint8(peerId[6]) == 2 + parity && bytes32(peerId[7:]) == bytes32(publicKey[:32]);
    }
}
