// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ConsentRegistry} from "../../../contracts/deposits/ConsentRegistry.sol";
import {TestBase} from "../Vm.sol";

contract ConsentHandler is TestBase {
    bytes32 private constant WITHDRAWAL = keccak256("Withdrawal(bytes32 deposit,address depositor)");
    bytes32 private constant TIER = keccak256("TierChange(bytes32 deposit,address depositor,uint8 tier,uint64 nonce)");
    bytes32 private constant DEPOSIT = bytes32(uint256(7));

    ConsentRegistry public registry = new ConsentRegistry();
    bool public forged;
    bool public revived;
    bool public replayed;
    bool public withdrawn;
    uint64 public lastNonce;

    /// Key 1 is the depositor's; any other key is a stranger's.
    function withdraw(uint8 key) external {
        if (key % 16 != 0) key = uint8(2 + (key % 5));
        else key = 1;
        bytes32 structHash = keccak256(abi.encode(WITHDRAWAL, DEPOSIT, vm.addr(1)));
        registry.withdraw(
            DEPOSIT,
            vm.addr(1),
            _sign(key, _domain("Tilth ConsentRegistry", address(registry)), structHash)
        );
        if (key != 1) forged = true;
        if (withdrawn) revived = true;
        withdrawn = true;
    }

    function changeTier(uint8 key, uint8 tier, uint64 nonce) external {
        key = 1 + (key % 2);
        nonce = 1 + (nonce % 20);
        bytes32 structHash = keccak256(abi.encode(TIER, DEPOSIT, vm.addr(1), tier % 6, nonce));
        bytes memory signature = _sign(key, _domain("Tilth ConsentRegistry", address(registry)), structHash);
        registry.changeTier(DEPOSIT, vm.addr(1), tier % 6, nonce, signature);
        if (key != 1) forged = true;
        if (withdrawn) revived = true;
        if (nonce <= lastNonce) replayed = true;
        lastNonce = nonce;
    }

    function stateAgrees() external view returns (bool) {
        (, uint8 tier) = registry.tierOf(DEPOSIT, vm.addr(1));
        return
            registry.isWithdrawn(DEPOSIT, vm.addr(1)) == withdrawn &&
            registry.nonceOf(DEPOSIT, vm.addr(1)) == lastNonce &&
            tier < 5;
    }
}

contract ConsentRegistryInvariantTest is TestBase {
    ConsentHandler private _handler;

    function setUp() public {
        _handler = new ConsentHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_onlyTheDepositorDecides() public view {
        assert(!_handler.forged());
    }

    function invariant_withdrawnIsForGood() public view {
        assert(!_handler.revived());
    }

    function invariant_noncesOnlyRise() public view {
        assert(!_handler.replayed());
        assert(_handler.stateAgrees());
    }
}
