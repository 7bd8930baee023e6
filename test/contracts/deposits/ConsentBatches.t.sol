// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ConsentRegistry} from "../../../contracts/deposits/ConsentRegistry.sol";
import {ConsentBase} from "./ConsentBase.sol";
import {
    AgreeingWallet,
    ExactWallet,
    GreedyWallet,
    PaddedWallet,
    RefusingWallet,
    RevertingWallet,
    ShortWallet,
    ShoutingWallet
} from "./Wallets.sol";

contract ConsentBatchesTest is ConsentBase {
    bytes4 private immutable _INVALID = ConsentRegistry.ConsentSignatureInvalid.selector;

    function test_aRelayerWithdrawsForMany() public {
        ConsentRegistry.Withdrawal[] memory items = new ConsentRegistry.Withdrawal[](2);
        items[0] = _item(1, DEPOSIT);
        items[1] = _item(2, SECOND);
        bytes32 first = _link(0, DEPOSIT, _ana, 255);
        bytes32 head = _link(first, SECOND, _bako, 255);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.Withdrawn(DEPOSIT, _ana);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.Withdrawn(SECOND, _bako);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentHeadMoved(head, 2);
        assert(_registry.withdrawMany(items) == 2);
        assert(_registry.isWithdrawn(DEPOSIT, _ana) && _registry.isWithdrawn(SECOND, _bako));
        assert(!_registry.isWithdrawn(SECOND, _ana) && !_registry.isWithdrawn(DEPOSIT, _bako));
        _assertHead(head, 2);
        assert(!_registry.isFresh(first, 1_000));
    }

    function test_badWithdrawalsAreLeftOut() public {
        ConsentRegistry.Withdrawal[] memory items = new ConsentRegistry.Withdrawal[](4);
        items[0] = ConsentRegistry.Withdrawal(DEPOSIT, _ana, _withdrawal(2, DEPOSIT, _ana));
        items[1] = _item(1, SECOND);
        items[2] = _item(1, SECOND);
        items[3] = _item(2, DEPOSIT);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentSkipped(DEPOSIT, _ana, _INVALID);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.Withdrawn(SECOND, _ana);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentSkipped(SECOND, _ana, ConsentRegistry.AlreadyWithdrawn.selector);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.Withdrawn(DEPOSIT, _bako);
        assert(_registry.withdrawMany(items) == 2);
        assert(!_registry.isWithdrawn(DEPOSIT, _ana));
        _assertHead(_link(_link(0, SECOND, _ana, 255), DEPOSIT, _bako, 255), 2);
    }

    function test_aRelayerChangesTiersForMany() public {
        ConsentRegistry.TierChange[] memory items = new ConsentRegistry.TierChange[](3);
        items[0] = _item(1, DEPOSIT, 3, 0);
        items[1] = _item(2, SECOND, 1, 8);
        items[2] = _item(1, DEPOSIT, 2, 1);
        bytes32 head = _link(_link(_link(0, DEPOSIT, _ana, 3), SECOND, _bako, 1), DEPOSIT, _ana, 2);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.TierChanged(DEPOSIT, _ana, 3, 0);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.TierChanged(SECOND, _bako, 1, 8);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.TierChanged(DEPOSIT, _ana, 2, 1);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentHeadMoved(head, 3);
        assert(_registry.changeTierMany(items) == 3);
        _assertTier(DEPOSIT, _ana, true, 2, 1);
        _assertTier(SECOND, _bako, true, 1, 8);
        _assertHead(head, 3);
    }

    function test_badTierChangesAreLeftOut() public {
        _withdraw(2, SECOND);
        (bytes32 head, ) = _registry.head();
        ConsentRegistry.TierChange[] memory items = new ConsentRegistry.TierChange[](6);
        items[0] = _item(2, SECOND, 1, 1);
        items[1] = _item(1, DEPOSIT, 5, 1);
        items[2] = _item(1, DEPOSIT, 4, 6);
        items[3] = _item(1, DEPOSIT, 0, 6);
        items[4] = _item(1, DEPOSIT, 0, 7);
        items[4].nonce = 8;
        items[5] = _item(1, SECOND, 0, 2);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentSkipped(SECOND, _bako, ConsentRegistry.AlreadyWithdrawn.selector);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentSkipped(DEPOSIT, _ana, ConsentRegistry.TierUnknown.selector);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.TierChanged(DEPOSIT, _ana, 4, 6);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentSkipped(DEPOSIT, _ana, ConsentRegistry.NonceStale.selector);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentSkipped(DEPOSIT, _ana, _INVALID);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.TierChanged(SECOND, _ana, 0, 2);
        assert(_registry.changeTierMany(items) == 2);
        _assertTier(DEPOSIT, _ana, true, 4, 6);
        _assertHead(_link(_link(head, DEPOSIT, _ana, 4), SECOND, _ana, 0), 3);
    }

    function test_aBatchThatChangesNothingMovesNothing() public {
        _withdraw(1, DEPOSIT);
        (bytes32 head, ) = _registry.head();
        assert(_registry.withdrawMany(new ConsentRegistry.Withdrawal[](0)) == 0);
        assert(_registry.changeTierMany(new ConsentRegistry.TierChange[](0)) == 0);
        ConsentRegistry.Withdrawal[] memory items = new ConsentRegistry.Withdrawal[](1);
        items[0] = _item(1, DEPOSIT);
        assert(_registry.withdrawMany(items) == 0);
        ConsentRegistry.TierChange[] memory changes = new ConsentRegistry.TierChange[](1);
        changes[0] = _item(1, DEPOSIT, 0, 1);
        assert(_registry.changeTierMany(changes) == 0);
        _assertHead(head, 1);
        vm.warp(block.timestamp + 1);
        assert(_registry.isFresh(head, 0));
    }

    /// Contract accounts that burn gas, answer too much, too little or not at all are left out; the rest is taken.
    function test_badContractAccountsSinkNoBatch() public {
        address[7] memory bad = [
            address(new GreedyWallet()),
            address(new RefusingWallet()),
            address(new RevertingWallet()),
            address(new ShoutingWallet()),
            address(new ShortWallet()),
            address(new PaddedWallet()),
            address(_registry)
        ];
        ConsentRegistry.Withdrawal[] memory items = new ConsentRegistry.Withdrawal[](9);
        for (uint256 i = 0; i < 7; ++i) {
            items[i] = ConsentRegistry.Withdrawal(DEPOSIT, bad[i], hex"1234");
            vm.expectEmit(address(_registry));
            emit ConsentRegistry.ConsentSkipped(DEPOSIT, bad[i], _INVALID);
        }
        items[7] = ConsentRegistry.Withdrawal(DEPOSIT, address(new AgreeingWallet()), hex"1234");
        items[8] = _item(1, DEPOSIT);
        assert(_registry.withdrawMany{gas: 1_200_000}(items) == 2);
        assert(_registry.isWithdrawn(DEPOSIT, items[7].depositor) && _registry.isWithdrawn(DEPOSIT, _ana));
    }

    function test_aContractAccountInABatchSeesTheDigestAndTheSignature() public {
        address exact = vm.addr(77);
        ExactWallet wallet = new ExactWallet(_withdrawalDigest(DEPOSIT, exact), hex"123456");
        vm.etch(exact, address(wallet).code);
        ConsentRegistry.Withdrawal[] memory items = new ConsentRegistry.Withdrawal[](2);
        items[0] = ConsentRegistry.Withdrawal(DEPOSIT, exact, hex"1234");
        items[1] = ConsentRegistry.Withdrawal(DEPOSIT, exact, hex"123456");
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentSkipped(DEPOSIT, exact, _INVALID);
        assert(_registry.withdrawMany(items) == 1);
    }
}
