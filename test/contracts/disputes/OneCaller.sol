// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice An authority for tests that lets one account do everything.
contract OneCaller {
    address private immutable _CALLER;

    constructor(address caller) {
        _CALLER = caller;
    }

    function canCall(address caller, address, bytes4) external view returns (bool immediate, uint32 delay) {
        return (caller == _CALLER, 0);
    }
}
