// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @notice A contract account as people use them: its owner signs for it, calls through it, and may be replaced.
contract OwnedWallet is IERC1271 {
    error NotOwner(address caller);

    address private _owner;

    constructor(address owner) payable {
        _owner = owner;
    }

    function hand(address owner) external {
        if (msg.sender != _owner) revert NotOwner(msg.sender);
        _owner = owner;
    }

    function call(address target, uint256 value, bytes calldata data) external {
        if (msg.sender != _owner) revert NotOwner(msg.sender);
        (bool accepted, bytes memory answer) = target.call{value: value}(data);
        if (accepted) return;
        assembly ("memory-safe") {
            revert(add(answer, 0x20), mload(answer))
        }
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        (address signer, , ) = ECDSA.tryRecover(digest, signature);
        return signer == _owner ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
