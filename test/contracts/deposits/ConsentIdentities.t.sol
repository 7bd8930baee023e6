// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ConsentRegistry} from "../../../contracts/deposits/ConsentRegistry.sol";
import {TestBase} from "../Vm.sol";
import {Bindings, ConsentBase} from "./ConsentBase.sol";

/// @notice M2: after a change of account the owner could not withdraw, and the thief of the old key raised the tier.
/// Key 1 deposited and was replaced by key 3.
contract ConsentIdentitiesTest is ConsentBase {
    uint256 private constant OLD = 1;
    uint256 private constant NEW = 3;

    function setUp() public override {
        super.setUp();
        _people.bind(7, _ana);
        _change(OLD, DEPOSIT, 1, 5);
        _people.bind(7, vm.addr(NEW));
    }

    function test_thePresentAccountRaisesLowersAndWithdrawsForTheReplacedOne() public {
        _changeBy(NEW, 0, 1);
        _assertTier(DEPOSIT, _ana, true, 0, 1);
        _changeBy(NEW, 4, 2);
        _assertTier(DEPOSIT, _ana, true, 4, 2);
        _registry.withdraw(DEPOSIT, _ana, _withdrawal(NEW, DEPOSIT, _ana));
        assert(_registry.isWithdrawn(DEPOSIT, _ana));
    }

    function test_aReplacedAccountNeverRaises() public {
        uint8[3] memory wider = [0, 2, 3];
        for (uint256 i = 0; i < 3; ++i) _refusesOld(wider[i], 9);
        _changeBy(OLD, 4, 9);
        _refusesOld(1, 10);
        _refusesOld(3, 10);
        (, uint8 tier) = _registry.tierOf(DEPOSIT, _ana);
        assert(tier == 4);
    }

    /// The tier of the manifest is not known on chain: only archive-only is narrower than any.
    function test_aReplacedAccountTakesAFreshDepositToTheArchiveOnly() public {
        for (uint8 tier = 0; tier < 4; ++tier) {
            bytes memory signature = _tierChange(OLD, SECOND, _ana, tier, 1);
            vm.expectRevert(abi.encodeWithSelector(ConsentRegistry.ConsentSignatureInvalid.selector, _ana));
            _registry.changeTier(SECOND, _ana, tier, 1, signature);
        }
        _registry.changeTier(SECOND, _ana, 4, 1, _tierChange(OLD, SECOND, _ana, 4, 1));
        (bool changed, uint8 now_) = _registry.tierOf(SECOND, _ana);
        assert(changed && now_ == 4);
    }

    function test_aReplacedAccountStillWithdraws() public {
        _withdraw(OLD, DEPOSIT);
        assert(_registry.isWithdrawn(DEPOSIT, _ana));
    }

    /// The attack: the thief narrows with the last nonce there is, and the owner never changes anything again.
    function test_aReplacedAccountUsesUpNoNonceOfTheOwner() public {
        _changeBy(OLD, 4, type(uint64).max);
        assert(_registry.nonceOf(DEPOSIT, _ana) == 0);
        _changeBy(NEW, 0, 1);
        _assertTier(DEPOSIT, _ana, true, 0, 1);
        // Nor does anyone repeat what the thief said.
        bytes memory again = _tierChange(OLD, DEPOSIT, _ana, 4, type(uint64).max);
        bytes memory stale = abi.encodeWithSelector(
            ConsentRegistry.NonceStale.selector,
            type(uint64).max,
            type(uint64).max
        );
        vm.expectRevert(stale);
        _registry.changeTier(DEPOSIT, _ana, 4, type(uint64).max, again);
    }

    function test_whatTheOldAccountSignedBeforeCannotRaiseLater() public {
        bytes memory kept = _tierChange(OLD, DEPOSIT, _ana, 0, 6);
        vm.expectRevert(abi.encodeWithSelector(ConsentRegistry.ConsentSignatureInvalid.selector, _ana));
        _registry.changeTier(DEPOSIT, _ana, 0, 6, kept);
    }

    function test_nobodyBetweenAndNobodyElseSpeaks() public {
        _people.bind(7, vm.addr(4));
        bytes memory invalid = abi.encodeWithSelector(ConsentRegistry.ConsentSignatureInvalid.selector, _ana);
        bytes memory signature = _withdrawal(NEW, DEPOSIT, _ana);
        vm.expectRevert(invalid);
        _registry.withdraw(DEPOSIT, _ana, signature);
        _people.bind(8, _bako);
        signature = _withdrawal(2, DEPOSIT, _ana);
        vm.expectRevert(invalid);
        _registry.withdraw(DEPOSIT, _ana, signature);
    }

    function test_batchesFollowTheSameRules() public {
        ConsentRegistry.TierChange[] memory items = new ConsentRegistry.TierChange[](3);
        items[0] = ConsentRegistry.TierChange(DEPOSIT, _ana, 0, 9, _tierChange(OLD, DEPOSIT, _ana, 0, 9));
        items[1] = ConsentRegistry.TierChange(DEPOSIT, _ana, 0, 1, _tierChange(NEW, DEPOSIT, _ana, 0, 1));
        items[2] = ConsentRegistry.TierChange(DEPOSIT, _ana, 2, 9, _tierChange(OLD, DEPOSIT, _ana, 2, 9));
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.ConsentSkipped(DEPOSIT, _ana, ConsentRegistry.ConsentSignatureInvalid.selector);
        assert(_registry.changeTierMany(items) == 2);
        _assertTier(DEPOSIT, _ana, true, 2, 1);
        ConsentRegistry.Withdrawal[] memory gone = new ConsentRegistry.Withdrawal[](2);
        gone[0] = ConsentRegistry.Withdrawal(DEPOSIT, _ana, _withdrawal(NEW, DEPOSIT, _ana));
        gone[1] = ConsentRegistry.Withdrawal(SECOND, _ana, _withdrawal(OLD, SECOND, _ana));
        assert(_registry.withdrawMany(gone) == 2);
    }

    function _changeBy(uint256 key, uint8 tier, uint64 nonce) private {
        _registry.changeTier(DEPOSIT, _ana, tier, nonce, _tierChange(key, DEPOSIT, _ana, tier, nonce));
    }

    function _refusesOld(uint8 tier, uint64 nonce) private {
        bytes memory signature = _tierChange(OLD, DEPOSIT, _ana, tier, nonce);
        vm.expectRevert(abi.encodeWithSelector(ConsentRegistry.ConsentSignatureInvalid.selector, _ana));
        _registry.changeTier(DEPOSIT, _ana, tier, nonce, signature);
    }
}

/// @notice A depositor whose accounts change, thieves who hold every old key, and all that they can sign.
contract ThiefHandler is ConsentBase {
    /// @dev What each tier allows: 1 to be quoted, 2 to be trained on, 4 to be worked on where it lies.
    uint8[5] private _rights = [7, 1, 6, 4, 0];
    uint256 private _present = 100;
    bool public raisedByThief;
    bool public stuck;

    constructor() {
        setUp();
        _people.bind(7, vm.addr(_present));
    }

    function setUp() public override {
        if (address(_registry) == address(0)) super.setUp();
    }

    function rekey() external {
        _people.bind(7, vm.addr(++_present));
    }

    function change(uint8 which, uint8 tier, uint64 nonce) external {
        uint256 key = which % 2 == 0 ? _present : 100 + (which % (_present - 99));
        tier %= 5;
        address depositor = vm.addr(100);
        (bool changed, uint8 before) = _registry.tierOf(DEPOSIT, depositor);
        bool owner = key == _present;
        if (owner) nonce = _registry.nonceOf(DEPOSIT, depositor) + 1;
        bytes memory signature = _tierChange(key, DEPOSIT, depositor, tier, nonce);
        try _registry.changeTier(DEPOSIT, depositor, tier, nonce, signature) {
            uint8 allowed = changed ? _rights[before] : 0;
            if (!owner && _rights[tier] & ~allowed != 0) raisedByThief = true;
        } catch {
            // Only the deposit's own key may have used up its last nonce while it was the owner's.
            if (owner && key != 100) stuck = true;
        }
    }
}

contract ConsentIdentitiesInvariantTest is TestBase {
    ThiefHandler private _handler;

    function setUp() public {
        _handler = new ThiefHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_noThiefRaisesAndNoThiefStopsTheOwner() public view {
        assert(!_handler.raisedByThief() && !_handler.stuck());
    }
}
