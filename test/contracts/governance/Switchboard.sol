// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What proposals of the tests call: one function per class. Counts its calls.
contract Switchboard {
    address private immutable _OWNER;
    uint256 public calls;

    error NotOwner(address caller);

    modifier onlyOwner() {
        if (msg.sender != _OWNER) revert NotOwner(msg.sender);
        _;
    }

    constructor(address owner) {
        _OWNER = owner;
    }

    function routine(uint256) external onlyOwner {
        ++calls;
    }

    function ordinary(uint256) external onlyOwner {
        ++calls;
    }

    function structural(uint256) external onlyOwner {
        ++calls;
    }

    function constitutional(uint256) external onlyOwner {
        ++calls;
    }
}
