// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IWorkLedger} from "./IWorkLedger.sol";

/// @notice Votes that nobody delegates, by the clock.
abstract contract OwnVotes is IWorkLedger {
    function delegate(address) external pure {
        revert NotDelegable();
    }

    function delegateBySig(address, uint256, uint256, uint8, bytes32, bytes32) external pure {
        revert NotDelegable();
    }

    function delegates(address account) external pure returns (address) {
        return account;
    }

    function CLOCK_MODE() external pure returns (string memory) {
        return "mode=timestamp";
    }

    function clock() public view returns (uint48) {
        return Time.timestamp();
    }
}
