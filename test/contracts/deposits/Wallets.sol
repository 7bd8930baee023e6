// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice Contract accounts for tests, good and bad.
contract AgreeingWallet is IERC1271 {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0x1626ba7e;
    }
}

contract RefusingWallet is IERC1271 {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return 0xffffffff;
    }
}

contract RevertingWallet is IERC1271 {
    error Closed();

    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        revert Closed();
    }
}

/// @notice Says yes and reverts.
contract ShoutingWallet {
    fallback() external {
        assembly {
            mstore(0, shl(224, 0x1626ba7e))
            revert(0, 32)
        }
    }
}

/// @notice Says yes in fewer bytes than a word.
contract ShortWallet {
    fallback() external {
        assembly {
            mstore(0, shl(224, 0x1626ba7e))
            return(0, 4)
        }
    }
}

/// @notice Says yes with more than the magic word.
contract PaddedWallet {
    fallback() external {
        assembly {
            mstore(0, or(shl(224, 0x1626ba7e), 1))
            return(0, 32)
        }
    }
}

/// @notice Burns what it gets, then says yes.
contract GreedyWallet is IERC1271 {
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        uint256 left = gasleft();
        uint256 burn = left < 2_000_000 ? left : 2_000_000;
        while (left - gasleft() < burn) {}
        return 0x1626ba7e;
    }
}

/// @notice Says yes when it is given the very digest and signature that it expects.
contract ExactWallet is IERC1271 {
    bytes32 private immutable _EXPECTED;

    constructor(bytes32 digest, bytes memory signature) {
        _EXPECTED = keccak256(abi.encode(digest, signature));
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        return keccak256(abi.encode(digest, signature)) == _EXPECTED ? bytes4(0x1626ba7e) : bytes4(0);
    }
}
